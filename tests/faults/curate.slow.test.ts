import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { resultsBelow } from '../../services/curation/results.ts';
import { randomVector, recordWith, seededRandom, vectorsFor } from '../contract/store-samples.ts';
import { runKillable } from './killable.ts';

const ROWS = 9_000;
const PROCESS = 'curate-process.ts';

/** Fills a data directory with rows and random vectors. Their content does not matter here. */
async function storedRows(directory: string): Promise<void> {
  const kindred = await compose(readConfig({ KINDRED_DATA: directory }), (error) => {
    throw error;
  });
  const random = seededRandom(7);
  const { store } = kindred.encodings.live();
  const { signature } = store;
  for (let begin = 0; begin < ROWS; begin += 500) {
    const batch = Array.from({ length: 500 }, (_, at) => ({
      record: recordWith(`row ${begin + at}`, { corpus: 'faults' }),
      vectors: vectorsFor(random, randomVector, signature),
    }));
    await store.upsert(batch);
  }
  await kindred.close();
}

describe('a curation that is killed', () => {
  let directory = '';
  let undisturbed = '';
  let killed = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-curate-'));
    undisturbed = join(directory, 'undisturbed');
    killed = join(directory, 'killed');
    await storedRows(undisturbed);
    await cp(undisturbed, killed, { recursive: true });
  }, 120_000);
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it(
    'leaves no result, goes on after SIGKILL, twice, and ends with the result of an undisturbed run',
    { timeout: 240_000 },
    async () => {
      const id = randomUUID();
      expect(await runKillable(PROCESS, [undisturbed, id], () => false)).toBe(true);

      let killedAt = 0;
      const pastKill = (line: string): boolean => {
        const [stage = '', done = ''] = line.split(' ');
        if (stage !== 'neighbours' || Number(done) <= killedAt) return false;
        killedAt = Number(done);
        return true;
      };
      expect(await runKillable(PROCESS, [killed, id], pastKill)).toBe(false);
      expect(killedAt).toBeGreaterThan(0);
      const results = resultsBelow(killed);
      await expect(results.find(id, 'report.json')).rejects.toMatchObject({ code: 'not_found' });
      expect(await runKillable(PROCESS, [killed, id], pastKill)).toBe(false);
      expect(killedAt).toBeLessThan(ROWS);
      expect(await runKillable(PROCESS, [killed, id], () => false)).toBe(true);

      const [expected, found] = await Promise.all(
        [undisturbed, killed].map(async (data) =>
          readFile((await resultsBelow(data).find(id, 'report.json')).path, 'utf8'),
        ),
      );
      expect(JSON.parse(found ?? '')).toEqual(JSON.parse(expected ?? ''));
      expect(JSON.parse(found ?? '')).toMatchObject({ rows: ROWS, k: 16 });
    },
  );
});
