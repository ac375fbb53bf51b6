import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { askingParts } from '../../../services/embedding/asking/asking-parts.ts';
import { clausesOfText } from '../../../services/embedding/asking/clauses.ts';
import { createAskingScorer } from '../../../services/embedding/asking/scorer.ts';

const Golden = z
  .array(
    z.object({
      text: z.string(),
      clauses: z.array(z.tuple([z.int(), z.int(), z.int(), z.int(), z.number()])),
      parts: z.array(z.tuple([z.int(), z.int()])),
      sure: z.boolean(),
    }),
  )
  .refine((rows) => rows.reduce((sum, { clauses }) => sum + clauses.length, 0) >= 200);

const read = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(fileURLToPath(new URL(path, import.meta.url)), 'utf8'));

/** Characters that are read, as in make-golden.py. */
const ROOM = 200;

it('cuts, scores and chooses clauses in ten languages as the reference in Python does, to the last bit', async () => {
  const rows = Golden.parse(await read('golden.json'));
  const score = createAskingScorer((await read('../../../infra/encoder/asking.json')) as object);
  const found = rows.map(({ text }) => {
    const clauses = clausesOfText(text);
    const scores = score(clauses);
    const { parts, sure } = askingParts(text, score, (piece) => piece.length, ROOM);
    return {
      text,
      clauses: clauses.map(({ start, end, before, after }, index) => [
        start,
        end,
        before,
        after,
        scores[index],
      ]),
      parts: parts.map(({ start, end }) => [start, end]),
      sure,
    };
  });
  expect(found).toEqual(rows);
});
