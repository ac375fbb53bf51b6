import { describe, expect, it } from 'vitest';
import { countedStillness } from '../../../services/cli/process/counted-stillness.ts';

const ROUND = 250;

describe('the stillness of an event loop', () => {
  it.each([
    ['spins', 249],
    ['has half a processor', 125],
    ['computes in many threads', 2_000],
  ])('counts whole when the process %s', (_, processorMs) => {
    expect(countedStillness(ROUND, processorMs)).toBe(ROUND);
  });

  it('counts whole when the process waits for something that does not come', () => {
    expect(countedStillness(ROUND, 0)).toBe(ROUND);
    expect(countedStillness(ROUND, 4)).toBe(ROUND);
  });

  it('counts in part when others leave the process little of a processor', () => {
    expect(countedStillness(ROUND, 50)).toBe(100);
    expect(countedStillness(ROUND, 20)).toBe(40);
  });

  it('counts a tenth at least, so that no process stands still for ever', () => {
    expect(countedStillness(ROUND, 6)).toBe(25);
  });
});
