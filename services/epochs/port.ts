import { KindredError } from '../../schemas/errors.ts';

/** How often a corpus was deleted, as a number that rises with every deletion, and whether one is under way. */
export interface CorpusEpoch {
  /** 0 until the first deletion; then about the time at which the latest one began, in milliseconds since the epoch. */
  readonly epoch: number;
  /** Whether the deletion that began this epoch has not ended: it runs, or its process was killed. */
  readonly deleting: boolean;
}

/**
 * The epochs of all corpora, alike for every process. Work on a corpus carries the epoch in which it was accepted, and
 * records the one in which they were written. A deletion begins a new epoch and removes only what is older, so neither a
 * deletion nor a writer that comes late can do harm.
 */
export interface Epochs {
  of(corpus: string): Promise<CorpusEpoch>;
  /** The corpora that were ever deleted. */
  all(): Promise<ReadonlyMap<string, CorpusEpoch>>;
  /** Begins the next epoch of a corpus, and a deletion, which is remembered until it is told to have ended. */
  raise(corpus: string): Promise<number>;
  /** Tells that the deletion that began `epoch` has ended. Does nothing when a later one has begun. */
  settle(corpus: string, epoch: number): Promise<void>;
  close(): Promise<void>;
}

export const NEVER_DELETED: CorpusEpoch = { epoch: 0, deleting: false };

/** The error for work that was accepted before its corpus was deleted. */
export function deletedMeanwhile(corpus: string): KindredError {
  return new KindredError(
    'conflict',
    `The corpus '${corpus}' was deleted after this job was accepted, and nothing of the job is kept. Start it again if ` +
      'it is still wanted.',
  );
}

/**
 * Makes sure that a corpus was not deleted since the epoch in which work on it was accepted.
 * @throws KindredError `conflict` when it was
 */
export async function assertNotDeletedSince(
  epochs: Pick<Epochs, 'of'>,
  corpus: string,
  epoch = 0,
): Promise<void> {
  if ((await epochs.of(corpus)).epoch > epoch) throw deletedMeanwhile(corpus);
}
