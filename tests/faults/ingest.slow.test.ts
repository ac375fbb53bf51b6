import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runIngesting } from './killable.ts';
import { largestDistance, storedCorpus } from './stored-corpus.ts';

const ROWS = 3_000;
const VERBS = ['Write', 'Explain', 'Summarise', 'Translate', 'List', 'Compare'];
const NOUNS = ['a poem on topic', 'the history of place', 'the rules of game', 'five uses for object'];

/** Rows of different lengths, so that batches are cut at different places. */
function row(n: number): string {
  const instruction = `${VERBS[n % VERBS.length]} ${NOUNS[n % NOUNS.length]} ${n}${', please'.repeat(n % 7)}.`;
  return JSON.stringify({ instruction, input: '', output: `Answer ${n}.` });
}

describe('an ingestion that is killed', () => {
  let directory = '';
  let file = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-faults-'));
    file = join(directory, 'rows.jsonl');
    await writeFile(file, Array.from({ length: ROWS }, (_, n) => row(n)).join('\n'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it(
    'goes on by itself after SIGKILL, twice, and ends equal to an undisturbed run',
    { timeout: 240_000 },
    async () => {
      const undisturbed = join(directory, 'undisturbed');
      const killed = join(directory, 'killed');
      expect(await runIngesting([undisturbed, randomUUID(), file], () => false)).toBe(true);

      const id = randomUUID();
      const beyond = (rows: number) => (line: string) =>
        line.startsWith('progress') && Number(line.slice(9)) > rows;
      expect(await runIngesting([killed, id, file], beyond(0))).toBe(false);
      expect(await runIngesting([killed, id], beyond(ROWS / 2))).toBe(false);
      expect(await runIngesting([killed, id], () => false)).toBe(true);

      const [expected, found] = [
        await storedCorpus({ KINDRED_DATA: undisturbed }),
        await storedCorpus({ KINDRED_DATA: killed }),
      ];
      expect(found).toHaveLength(ROWS);
      expect(largestDistance(expected, found)).toBeLessThan(1e-3);
    },
  );
});
