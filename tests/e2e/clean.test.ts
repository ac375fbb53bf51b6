import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CleanDrop, CleanReport } from '../../schemas/clean-report.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { TINY } from '../encoder-folder.ts';
import { finished, startCliWith, type Finished } from './run-cli.ts';

const MINUTES = 60_000;
const answer = 'An answer that is long enough.';
const ROWS = [
  { instruction: 'Write a poem about bees.', output: answer, score: 3 },
  { instruction: 'write a poem about BEES', output: answer, score: 5 },
  { instruction: 'Write a poem about bees.', output: answer, score: 3 },
  { instruction: 'Write a poem about 12 bees.', output: answer, score: 1 },
  { instruction: 'Describe how the tides come and go along the coast of Brittany in spring.', output: 'x' },
  {
    instruction: 'Describe how the tides come and go along the coasts of Brittany in spring.',
    output: 'A longer answer.',
  },
];
const RECIPE = `steps:
  - ingest: { corpus: clean, files: rows.jsonl.gz }
  - dedup: { corpus: clean, max_loss: null }
  - export: { corpus: clean, marks: [dedup], apply: true, out: exported.jsonl }
`;
const BROKEN = '{"instruction": "Name a ri';
const LINES = [...ROWS.map((row) => JSON.stringify(row)), BROKEN].map((line) => `${line}\n`);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-clean-'));
  await writeFile(join(folder, 'rows.jsonl.gz'), gzipSync(LINES.join('')));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const kindred = (...args: string[]): Promise<Finished> =>
  finished(startCliWith({ KINDRED_ENCODER: TINY, KINDRED_DATA: join(folder, 'data') }, ...args));
const inFolder = (name: string): string => join(folder, name);

describe('kindred clean', () => {
  it('says how many rows begin with what many rows begin with', async () => {
    const asked = [
      'Name three rivers.',
      'Why is the sky blue?',
      'Sort the names.',
      'Write a song.',
      'Add 2.',
    ];
    const rows = asked.map((text) =>
      JSON.stringify({
        instruction: `You are a careful teacher who speaks plainly. ${text}`,
        output: answer,
      }),
    );
    const path = join(await temporaryDirectory(), 'shared.jsonl');
    await writeFile(path, rows.join('\n'));
    const cleaned = await kindred('clean', path, '--out', `${path}.out.jsonl`);
    expect(cleaned.stdout).toContain('1 preamble of 5 rows');
  });

  it(
    'writes what ingestion, deduplication and an export of what stays write, and leaves nothing else behind',
    async () => {
      const cleaned = await kindred(
        ...['clean', inFolder('rows.jsonl.gz'), '--out', inFolder('out.jsonl.gz')],
        ...['--drops', inFolder('drops.jsonl'), '--max-loss', 'off', '--json'],
      );
      expect(cleaned).toMatchObject({ code: 3 });
      expect((await readdir(folder)).sort()).toEqual(['drops.jsonl', 'out.jsonl.gz', 'rows.jsonl.gz']);
      await writeFile(inFolder('recipe.yaml'), RECIPE);
      const run = await kindred('run', inFolder('recipe.yaml'));
      expect(run.stderr).not.toContain('failed');
      const unmarked = (await readFile(inFolder('exported.jsonl'), 'utf8')).replace(
        /,"_kindred":.*(?=\}\n)/g,
        '',
      );
      const written = gunzipSync(await readFile(inFolder('out.jsonl.gz'))).toString();
      expect(written).toBe(unmarked);
      const report = CleanReport.parse(JSON.parse(cleaned.stdout));
      expect(report).toMatchObject({ mode: 'full', rows: 7, rejected: 1, equal: 1 });
      expect(report.rejections).toMatchObject([{ line: 7 }]);
      expect(report.written + report.dropped).toBe(ROWS.length);
      expect(written.split('\n')).toHaveLength(report.written + 1);
      const drops = (await readFile(inFolder('drops.jsonl'), 'utf8')).trim().split('\n');
      expect(drops).toHaveLength(report.dropped);
      const exact = drops.map((line) => CleanDrop.parse(JSON.parse(line)));
      expect(exact).toContainEqual(expect.objectContaining({ line: 3, kept_line: 1, reason: 'exact' }));
    },
    5 * MINUTES,
  );

  it(
    'refuses to write over the file that it reads, and into a folder that is not there',
    async () => {
      await writeFile(inFolder('small.jsonl'), LINES.slice(0, 2).join(''));
      const onto = await kindred('clean', inFolder('small.jsonl'), '--out', inFolder('small.jsonl'));
      expect(onto).toMatchObject({ code: 2 });
      expect(onto.stderr).toContain('is the file that is read');
      const nowhere = await kindred('clean', inFolder('small.jsonl'), '--out', inFolder('none/out.jsonl'));
      expect(nowhere).toMatchObject({ code: 2 });
      expect(nowhere.stderr).toContain('Make this folder');
      expect(await readFile(inFolder('small.jsonl'), 'utf8')).toBe(LINES.slice(0, 2).join(''));
    },
    MINUTES,
  );
});
