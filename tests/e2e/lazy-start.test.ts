import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDescriptor } from '../../services/embedding/descriptor.ts';
import { finished, startCliWith } from './run-cli.ts';

const WATCH = fileURLToPath(new URL('./watch-modules.mjs', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../dist/services/cli/bin.js', import.meta.url));

const TINY_BERT = fileURLToPath(new URL('../golden/embedding/tiny-bert/', import.meta.url));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-lazy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command and returns the addresses of the modules that it loads. */
async function modulesOf(...args: string[]): Promise<string[]> {
  const list = join(folder, 'modules');
  await rm(list, { force: true });
  await promisify(execFile)(process.execPath, ['--import', WATCH, PROGRAM, ...args], {
    env: { ...process.env, MODULES: list },
  });
  return (await readFile(list, 'utf8')).split('\n');
}

/** Copies an encoder, and replaces its graph by a file that the runtime cannot open. */
async function copyWithBrokenGraph(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
  const descriptor = await readDescriptor(from);
  await writeFile(join(to, 'encoder.json'), JSON.stringify({ ...descriptor, sha256: {} }));
  await writeFile(join(to, descriptor.graph), 'not a graph');
}

describe('what a command does not need', () => {
  it('is not loaded: --help knows neither schemas nor the service', async () => {
    const modules = await modulesOf('--help');
    expect(modules.some((url) => url.endsWith('/dist/services/cli/program.js'))).toBe(true);
    const unneeded = /node_modules\/(?!commander\/)|\/dist\/(?!services\/(?:cli|runtime)\/)|\/commands\//;
    expect(modules.filter((url) => unneeded.test(url))).toEqual([]);
  });

  it('is not opened: corpora are listed beside a graph and a queue that cannot be opened', async () => {
    const encoder = join(folder, 'encoder');
    const data = join(folder, 'data');
    await copyWithBrokenGraph(TINY_BERT, encoder);
    await mkdir(data);
    await writeFile(join(data, 'queue'), 'not a directory');
    const variables = { KINDRED_ENCODER: encoder, KINDRED_DATA: data };
    const listing = await finished(startCliWith(variables, 'corpora'));
    expect(listing).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('There are no corpora.') as string,
    });

    const embedding = await finished(startCliWith(variables, 'demos', 'Write a poem.'));
    expect(embedding).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/The graph .* cannot be used/) as string,
    });
    const listed = await finished(startCliWith(variables, 'jobs'));
    expect(listed).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('The embedded job queue in') as string,
    });
  });
});
