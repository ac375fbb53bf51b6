import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resultsBelow, type FinishedCuration, type ResultFiles } from '../../../services/curation/results.ts';

const NAMES = ['marks.jsonl', 'report.json', 'heatmap.svg', 'groups.jsonl'] as const;

const ABOUT: FinishedCuration = {
  payload: { corpora: ['house'], operation: { kind: 'neighbours', k: 3, space: 'task' } },
  rows: 3,
  startedAt: 0,
};

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindred-results-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Writes files again and again until that fails, and returns the error. */
async function writeOn(files: ResultFiles): Promise<unknown> {
  try {
    for (;;) await Promise.all(NAMES.map((name) => files.write(name, 'of the job')));
  } catch (error) {
    return error;
  }
}

describe('results removed while their job writes them', () => {
  it('are gone, the removal never fails, and the job can neither go on nor finish', async () => {
    const results = resultsBelow(directory);
    for (let round = 0; round < 60; round += 1) {
      const job = `job-${round}`;
      const stopped = writeOn(await results.begin(job));
      await new Promise((resolve) => setTimeout(resolve, round % 4));
      await results.remove(job);
      expect(await stopped).toMatchObject({ code: 'ENOENT' });
      await expect(results.finish(job, ABOUT)).rejects.toMatchObject({ code: 'ENOENT' });
    }
    expect(await readdir(join(directory, 'curations'))).toEqual([]);
  });

  it('are gone although files that were being opened come to stand there while it removes them', async () => {
    const results = resultsBelow(directory);
    const root = join(directory, 'curations');
    for (let round = 0; round < 20; round += 1) {
      const folder = dirname((await results.begin('job')).pathOf('report.json'));
      await Promise.all(range(60).map((file) => writeFile(join(folder, `${file}`), '')));
      const removal = { isDone: false };
      const late = (async () => {
        const renamed = async () =>
          (await readdir(root)).find((name) => name.startsWith('job.') && name !== 'job.part');
        let aside = await renamed();
        while (aside === undefined && !removal.isDone) aside = await renamed();
        if (aside === undefined) return;
        for (const file of range(3))
          await writeFile(join(root, aside, `late-${file}`), '').catch(() => undefined);
      })();
      await results.remove('job').finally(() => (removal.isDone = true));
      await late;
      expect(await readdir(root)).toEqual([]);
    }
  });

  it('of a removal that was cut short are found among the jobs, so that the sweep takes them', async () => {
    const results = resultsBelow(directory);
    await results.begin('job.cut-short');
    expect(await results.jobs()).toEqual(['job.cut-short']);
    await results.remove('job.cut-short');
    expect(await results.jobs()).toEqual([]);
  });
});
