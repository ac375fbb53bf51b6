import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import type { Encoder } from '../../services/embedding/port.ts';
import { at } from '../../services/runtime/at.ts';
import { cosineDistance } from '../golden/embedding/distance.ts';

const SHIPPED = fileURLToPath(new URL('../../infra/encoder/', import.meta.url));
const STORY = [
  'The ferry left the harbour before sunrise, and nobody on the upper deck spoke until the lighthouse had gone.',
  '"Do you think he will come?" Mara asked. "Give him ten minutes," said her brother, who was reading the map.',
  'A woman with a red scarf counted her coins twice. What had she paid for the ticket? She could not remember.',
  'Peel the onions, fry them slowly and add the stock: so it said on the card that hung above the stove.',
  'By noon the wind had turned, and the captain told the crew to take in the nets and to stay near the coast.',
];
/** A passage of so many words that has questions and commands of its own. */
function passage(words: number): string {
  const all = STORY.join(' ').split(' ');
  return Array.from({ length: words }, (_, word) => at(all, word % all.length)).join(' ');
}
const REQUESTS = [
  'Translate the sentence "I am tired" into Spanish.',
  'Write a Python function that sorts a list of numbers.',
  'Suggest five names for a bakery.',
  'What is the capital of Australia?',
];

describe('the shipped encoder', () => {
  let encoder: Encoder;

  beforeAll(async () => {
    encoder = await openEncoder(SHIPPED, { threads: 1 });
  });
  afterAll(() => encoder.close());

  it.each([
    ['before', 0, 3_000],
    ['in the middle of', 1_500, 1_500],
    ['after', 3_000, 0],
  ])('finds an instruction that stands %s 3,000 words', async (_, before, after) => {
    const long = REQUESTS.map((request) => `${passage(before)}\n\n${request}\n\n${passage(after)}`);
    const { vectors, truncated } = await encoder.embed([...REQUESTS, ...long]);
    expect(truncated).toEqual([...REQUESTS.map(() => false), ...long.map(() => true)]);
    for (const index of REQUESTS.keys()) {
      const { task } = at(vectors, REQUESTS.length + index);
      const distances = REQUESTS.map((__, other) => cosineDistance(at(vectors, other).task, task));
      expect(distances.indexOf(Math.min(...distances))).toBe(index);
    }
  });
});
