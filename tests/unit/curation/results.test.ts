import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resultsBelow, type FinishedCuration, type ResultFiles } from '../../../services/curation/results.ts';

const NAMES = ['marks.jsonl', 'report.json', 'heatmap.svg', 'groups.jsonl'] as const;

const ABOUT: FinishedCuration = {
  payload: { corpora: ['house'], operation: { kind: 'neighbours', k: 3, space: 'task' } },
  rows: 3,
  startedAt: 0,
};

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

  it('of a removal that was cut short are found among the jobs, so that the sweep takes them', async () => {
    const results = resultsBelow(directory);
    await results.begin('job.cut-short');
    expect(await results.jobs()).toEqual(['job.cut-short']);
    await results.remove('job.cut-short');
    expect(await results.jobs()).toEqual([]);
  });
});
