import { expect, test } from 'vitest';
import { createTagger } from '../../../services/labels/tagger.ts';

/** More than it took to fill the longest text that there can be, when each tagger doubled the model's patterns. */
const TAGGERS = 30;

test('a process can create any number of taggers: none takes more memory than the one before', () => {
  const first = createTagger()('Write a poem about rain.');
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < TAGGERS; i++) createTagger();
  const after = process.memoryUsage().heapUsed;
  expect(createTagger()('Write a poem about rain.')).toEqual(first);
  expect((after - before) / TAGGERS).toBeLessThan(30_000_000);
});
