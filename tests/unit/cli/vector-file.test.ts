import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openVectorFile, vectorLine } from '../../../services/cli/files/vector-file.ts';
import { readNpy } from './read-npy.ts';

const nothing = (): void => undefined;
let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindred-vectors-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('files of vectors', () => {
  it('.npy holds the rows as little-endian float32 in C order, behind an aligned header', async () => {
    const path = join(directory, 'v.npy');
    const rows = Array.from({ length: 700 }, (_, row) =>
      Float32Array.from({ length: 384 }, (_value, column) => Math.fround((row + 1) / (column + 3))),
    );
    const file = await openVectorFile(path, nothing);
    for (const [index, row] of rows.entries()) await file.add(index, row);
    await file.finish();
    const bytes = await readFile(path);
    const read = readNpy(bytes);
    expect(read.dataOffset % 64).toBe(0);
    expect(read.shape).toEqual([700, 384]);
    expect(read.rows).toEqual(rows);
    expect(bytes.length).toBe(read.dataOffset + 700 * 384 * 4);
  });

  it('.npy refuses rows of different length', async () => {
    const file = await openVectorFile(join(directory, 'v.npy'), nothing);
    await file.add(1, Float32Array.of(1, 2));
    await expect(file.add(2, Float32Array.of(1))).rejects.toThrow('2 and of 1');
    await file.discard();
  });

  it('JSON lines give every float32 back exactly', async () => {
    const path = join(directory, 'v.jsonl');
    const vector = Float32Array.of(1 / 3, -0.1, 1e-30, 16_777_217, 0);
    const file = await openVectorFile(path, nothing);
    await file.add('seven', vector);
    await file.reject({ id: null, line: 2, error: 'not JSON' });
    await file.finish();
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const first = JSON.parse(lines[0] ?? '') as { id: string; vector: number[] };
    expect(first.id).toBe('seven');
    expect(Float32Array.from(first.vector)).toEqual(vector);
    expect(lines.slice(1)).toEqual(['{"id":null,"line":2,"error":"not JSON"}']);
  });

  it('a line has id and vector and nothing else', () => {
    expect(vectorLine(3, Float32Array.of(0.5, -1))).toBe('{"id":3,"vector":[0.5,-1]}');
  });

  it('nothing is left of a file that was not finished, and an older one stays as it was', async () => {
    const path = join(directory, 'v.npy');
    const first = await openVectorFile(path, nothing);
    await first.add(1, Float32Array.of(1));
    await first.finish();
    const before = await readFile(path);
    const second = await openVectorFile(path, nothing);
    await second.add(1, Float32Array.of(2));
    await second.discard();
    expect(await readdir(directory)).toEqual(['v.npy']);
    expect(await readFile(path)).toEqual(before);
  });

  it('another ending is wrong usage that names the two that work', () => {
    expect(() => openVectorFile(join(directory, 'v.csv'), nothing)).toThrow(/\.jsonl or \.npy/);
  });

  it('a directory that does not exist is told with the path', async () => {
    const path = join(directory, 'missing', 'v.npy');
    await expect(openVectorFile(path, nothing)).rejects.toThrow(`"${path}" can't be written`);
  });
});
