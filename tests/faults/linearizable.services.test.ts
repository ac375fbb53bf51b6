import { expect, test } from 'vitest';
import { TINY } from '../encoder-folder.ts';
import { unexplained } from './explain-history.ts';
import { randomHistory } from './history.ts';
import { Topology } from './topology.ts';

/** `node --import tsx tests/bench/histories.ts --histories 500` tries more of them. */
const SEEDS = Array.from({ length: 10 }, (_, seed) => seed + 1);

test('ingestions, deletions and questions over two APIs and two workers at once are explained by one order', async () => {
  const topology = await Topology.start({ settings: { KINDRED_ENCODER: TINY } });
  try {
    const apis = await Promise.all([topology.api(), topology.api()]);
    topology.worker();
    topology.worker();
    const found = await Promise.all(
      SEEDS.map(async (seed) => unexplained(await randomHistory(apis, `history-${seed}`, seed))),
    );
    expect(found.flat()).toEqual([]);
  } finally {
    await topology.stop();
  }
}, 120_000);
