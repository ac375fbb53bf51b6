/** A process that gets this much of a processor is not held up by others: it computes, or it spins. */
const ENOUGH = 0.5;
/** One that takes less than this waits for something. */
const NEXT_TO_NONE = 0.02;
/** So much of a round counts in any case, so that a process that hardly runs is ended some day too. */
const LEAST = 0.1;

/**
 * How much of a round in which the event loop did not turn counts as stillness. Where other processes or the limit of a
 * container leave little of a processor, what takes a second takes half a minute and is not stuck, so of such a round
 * only twice the time counts that the process had; at half a processor it is all of it.
 * @param roundMs how long the round took, in milliseconds
 * @param processorMs what all threads of the process had of the processors meanwhile
 * @returns milliseconds, at most `roundMs`
 */
export function countedStillness(roundMs: number, processorMs: number): number {
  if (processorMs < roundMs * NEXT_TO_NONE) return roundMs;
  return Math.min(roundMs, Math.max(roundMs * LEAST, processorMs / ENOUGH));
}
