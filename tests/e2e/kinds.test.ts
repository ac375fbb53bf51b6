import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KindList } from '../../schemas/api/corpora.ts';
import { TINY, writeDirections } from '../encoder-folder.ts';
import { finished, startCliWith, type Finished } from './run-cli.ts';

const MINUTE = 60_000;
const WORK = { sing: 'Sing a song.', count: 'Count the cats.' };
/** In a language without a parser, so that the encoder tells the label. */
const FINNISH = { instruction: 'Kirjoita runo syksystä', output: 'Valmis.' };
const SURE = { temperature: 0.001, calibration: [{ from: 0, probability: 0.75 }] };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-kinds-'));
  await cp(TINY, join(folder, 'encoder'), { recursive: true });
  await writeDirections(join(folder, 'encoder'), 'kinds', WORK, { temperature: 0.001 });
  const labels = { 'write|poem': FINNISH.instruction, 'sing|song': WORK.sing };
  await writeDirections(join(folder, 'encoder'), 'labels', labels, SURE);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const kindred = (...args: string[]): Promise<Finished> =>
  finished(
    startCliWith({ KINDRED_ENCODER: join(folder, 'encoder'), KINDRED_DATA: join(folder, 'data') }, ...args),
  );

it(
  'kindred: rows that are ingested have a kind of work, which is listed, shown and filtered by; so is a label that the encoder told',
  { timeout: 5 * MINUTE },
  async () => {
    const rows = Object.values(WORK).map((instruction) => ({ instruction, output: 'Done.', kind: 'own' }));
    const file = join(folder, 'rows.jsonl');
    await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const ingested = await kindred('ingest', file, '--corpus', 'work');
    expect(ingested.code, ingested.stderr).toBe(0);

    const listed = await kindred('tasks', '--corpus', 'work', '--by', 'kind');
    expect(listed.stdout).toMatch(
      /KIND +ROWS .*EXAMPLE\ncount +1 .*Count the cats\.\nsing +1 .*Sing a song\./,
    );
    expect(listed.stderr).toContain('2 kinds of work; 0 rows without one');
    const json = await kindred('tasks', '--corpus', 'work', '--by', 'kind', '--json');
    expect(KindList.parse(JSON.parse(json.stdout))).toMatchObject({ total: 2, without_kind: 0 });

    const filter = JSON.stringify({ must: [{ key: 'kind', match: { value: 'sing' } }] });
    const ask = [
      'demos',
      'Whistle.',
      '--corpus',
      'work',
      '--threshold',
      '-1',
      '--allow-near',
      '--filter',
      filter,
    ];
    const shown = await kindred(...ask);
    expect(shown.code, shown.stderr).toBe(0);
    expect(shown.stdout).toContain('sing (1.00)');
    expect(shown.stdout).not.toContain('Count the cats.');

    await writeFile(file, JSON.stringify(FINNISH));
    expect((await kindred('ingest', file, '--corpus', 'runot')).code).toBe(0);
    const tasks = await kindred('tasks', '--corpus', 'runot');
    expect(tasks.stdout).toMatch(/write\|poem +1 /);
    expect(tasks.stderr).toContain('1 task label; 0 rows without one, 1 row with one that the encoder told');
    const poems = await kindred('demos', 'Laula.', '--corpus', 'runot', '--threshold', '-1', '--allow-near');
    expect(poems.stdout).toContain('write|poem (0.75)');
  },
);
