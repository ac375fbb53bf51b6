import { expect, test } from 'vitest';
import { startService } from '../api/service.ts';
import { unexplained } from './explain-history.ts';
import { randomHistory } from './history.ts';

const SEEDS = [1, 2, 3];

test('ingestions, deletions and questions of one process at once are explained by one order', async () => {
  const { url } = await startService({ encoder: 'tiny' });
  const found = await Promise.all(
    SEEDS.map(async (seed) => unexplained(await randomHistory([url], `history-${seed}`, seed))),
  );
  expect(found.flat()).toEqual([]);
}, 120_000);
