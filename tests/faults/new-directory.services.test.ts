import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TINY } from '../encoder-folder.ts';
import { finished, firstLine, startCliWith } from '../e2e/run-cli.ts';
import { killed } from './servers.ts';
import { Topology } from './topology.ts';

const LONG = 120_000;

let topology: Topology;
let folder: string;
beforeAll(async () => {
  topology = await Topology.start({ settings: { KINDRED_ENCODER: TINY } });
  folder = await mkdtemp(join(tmpdir(), 'kindred-new-'));
}, LONG);
afterAll(async () => {
  await topology.stop();
  await rm(folder, { recursive: true, force: true });
});

test(
  'a new data directory beside a Redis that has another is refused with the way out, and several starts at once in one are not',
  { timeout: LONG },
  async () => {
    const apis = await Promise.all([topology.apiProcess(), topology.apiProcess(), topology.apiProcess()]);
    const own = topology.environment as Record<string, string>;
    const id = (await readFile(join(own['KINDRED_DATA'] ?? '', 'installation-id'), 'utf8')).trim();

    const data = join(folder, 'mistyped');
    const wrong = { ...own, KINDRED_DATA: data };
    const { code, stderr } = await finished(startCliWith(wrong, 'worker'));
    expect(code).not.toBe(0);
    expect(stderr).toContain(`data directory ${data} is new`);
    expect(stderr).toContain(`KINDRED_ADOPT_QUEUE=${id}`);
    expect(await readdir(data)).not.toContain('installation-id');

    const adopting = startCliWith({ ...wrong, KINDRED_ADOPT_QUEUE: id }, 'serve', '--no-worker');
    expect(await firstLine(adopting)).toContain('http');
    await killed(adopting);
    await Promise.all(apis.map(({ process }) => killed(process)));
  },
);
