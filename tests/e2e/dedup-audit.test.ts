import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DuplicateAudit } from '../../schemas/curation/duplicate-audit.ts';
import { TINY } from '../encoder-folder.ts';
import { finished, startCliWith, type Finished } from './run-cli.ts';

const MINUTE = 60_000;
const TOPICS =
  'bread soap rope cheese paper candles bells barrels clocks boots lenses violins kites masks saddles anchors baskets ' +
  'bricks combs spoons flutes gloves hats ink';
const asked = (topic: string): string =>
  `Describe in a few clear sentences how craftsmen of the harbour make ${topic} by hand.`;
const ROWS = TOPICS.split(' ').flatMap((topic) => [
  { instruction: asked(topic), output: 'By hand.', source: 'written' },
  { instruction: `Please ${asked(topic).toLowerCase()}`, output: 'By hand.', source: 'rewritten' },
]);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-audit-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const kindred = (...args: string[]): Promise<Finished> =>
  finished(startCliWith({ KINDRED_ENCODER: TINY, KINDRED_DATA: join(folder, 'data') }, ...args));

it(
  'kindred: a source goes with --max-loss off alone; drops are drawn into a new file, and those that were judged are counted',
  { timeout: 5 * MINUTE },
  async () => {
    const rows = join(folder, 'rows.jsonl');
    await writeFile(rows, ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''));
    // A corpus may have the name of a command.
    expect((await kindred('ingest', rows, '--corpus', 'audit')).code).toBe(0);
    const stopped = await kindred('dedup', 'audit', '--keep', 'first');
    expect(stopped.code).not.toBe(0);
    expect(stopped.stderr).toContain("The source 'rewritten' would lose 24 of 24 rows");
    const done = await kindred('dedup', 'audit', '--keep', 'first', '--max-loss', 'off');
    expect(done.code, done.stderr).toBe(0);
    const job = /kindred results (\S+)/.exec(done.stderr)?.[1] ?? '';

    const file = join(folder, 'pairs.jsonl');
    const drawn = await kindred('dedup-audit', job, '--size', '4', '--out', file);
    expect(drawn.code, drawn.stderr).toBe(0);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    const again = await kindred('dedup-audit', job, '--out', file);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('is there already');

    const says = ['y', 'No', 'YES', null];
    const judged = lines.map((line, at) =>
      JSON.stringify({ ...(JSON.parse(line) as object), right: says[at] }),
    );
    await writeFile(file, `${judged.join('\r\n')}\r\n`);
    const told = await kindred('dedup-audit', job, '--judged', file, '--json');
    expect(told.code, told.stderr).toBe(0);
    expect(DuplicateAudit.parse(JSON.parse(told.stdout)).near).toMatchObject({
      drops: 24,
      judged: 3,
      right: 2,
    });
    expect((await kindred('jobs', job)).stdout).toMatch(/lexical +24 +3 +2 +66\.7 %/);
  },
);
