import type { Strategy } from '../../../schemas/api/demonstrations.ts';

/** What each strategy looks for, in a few words. */
export const STRATEGIES_IN_WORDS: Readonly<Record<Strategy, string>> = {
  balanced: 'likely to fit, different in content, with the words of the prompt',
  fit: 'the likeliest to fit',
  dpp: 'likely to fit, and different as a set',
  coverage: 'together they have most of the words of the prompt',
  topk: 'the nearest in task',
  mmr: 'near in task, far from each other',
  hybrid: 'by task and by words together',
  bm25: 'by words alone, for comparison',
  random: 'drawn by lot, for comparison',
};
