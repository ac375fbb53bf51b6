import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StaticEntry } from '../../../schemas/encoder.ts';
import { readStaticModel } from '../../../services/embedding/static-model.ts';
import { staticBytes, StaticVectors } from '../../../services/embedding/static-vectors.ts';

const ENTRY: StaticEntry = {
  file: 'static.bin',
  tokens: 3,
  spaces: { task: { dimensions: 2, scale: 1 }, content: { dimensions: 4, scale: 2 } },
};
const byte = (low: number, high: number): number => (low + 8) | ((high + 8) << 4);
const scales = (...shares: number[]): number[] =>
  shares.flatMap((share) => [Math.round(share * 65_535) & 255, Math.round(share * 65_535) >> 8]);
const BYTES = Uint8Array.from([
  ...scales(1, 1, 0.5),
  ...[byte(3, 4), byte(-7, 0), byte(0, 7)],
  ...scales(0.5, 1, 1),
  ...[byte(1, 0), byte(0, 0), byte(0, -1), byte(0, 0), byte(0, 0), byte(7, -7)],
]);
const model = new StaticVectors(BYTES, ENTRY);
const rounded = (values: Float32Array): number[] => Array.from(values, (value) => Number(value.toFixed(3)));

describe('a static model', () => {
  it('gives a text the sum of the vectors of its tokens, at length one', () => {
    expect(rounded(model.pointsOf([[0]], 'task').values)).toEqual([0.6, 0.8]);
    const { rows, dimensions, values } = model.pointsOf([[0, 1], [2]], 'content');
    expect({ rows, dimensions }).toEqual({ rows: 2, dimensions: 4 });
    const [one, other] = [1 / Math.hypot(1, 2), -2 / Math.hypot(1, 2)];
    expect(rounded(values)).toEqual(
      [one, other, 0, 0, 0, 0, Math.SQRT1_2, -Math.SQRT1_2].map((value) => Number(value.toFixed(3))),
    );
  });

  it('weighs each token by its own length', () => {
    const { values } = model.pointsOf([[0, 2]], 'task');
    expect(rounded(values)).toEqual([3, 7.5].map((value) => Number((value / Math.hypot(3, 7.5)).toFixed(3))));
  });

  it('gives zeros to a text of no known token', () => {
    expect(rounded(model.pointsOf([[], [9]], 'task').values)).toEqual([0, 0, 0, 0]);
  });
});

describe('the file of a static model', () => {
  let folder = '';
  const sha256 = { static: createHash('sha256').update(BYTES).digest('hex') };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kindred-static-'));
    await writeFile(join(folder, 'static.bin'), BYTES);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is read when its size and hash are those of the descriptor', async () => {
    expect(staticBytes(ENTRY)).toBe(BYTES.length);
    const read = await readStaticModel(folder, { static: ENTRY, sha256 });
    expect(read?.pointsOf([[0]], 'task')).toEqual(model.pointsOf([[0]], 'task'));
  });

  it('is refused by name when it is another file, has another size, or is missing', async () => {
    const wrong = [
      { static: ENTRY, sha256: { static: '0'.repeat(64) } },
      { static: { ...ENTRY, tokens: 4 }, sha256: {} },
      { static: { ...ENTRY, file: 'none.bin' }, sha256 },
    ];
    for (const described of wrong)
      await expect(readStaticModel(folder, described)).rejects.toMatchObject({
        code: 'encoder_unavailable',
        message: expect.stringContaining('.bin') as string,
      });
  });

  it('may be missing from a descriptor', async () => {
    expect(await readStaticModel(folder, { sha256: {} })).toBeNull();
  });
});
