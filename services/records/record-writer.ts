import type { InstructionContent, InstructionRecord } from '../../schemas/record.ts';
import type { Encoder } from '../embedding/port.ts';
import type { Epochs } from '../epochs/port.ts';
import type { TaskLabeller } from '../labels/task-labeller.ts';
import type { RecordStore } from '../store/port.ts';
import { Claims } from './claims.ts';

/** What all who write records in one process share. */
export interface Writing {
  /** The labeller, which is made when it is first needed. */
  readonly labeller: () => Promise<TaskLabeller>;
  /** The texts that are being embedded now. */
  readonly texts: Claims;
  /** The records that are being replaced now, by the keys of the user. */
  readonly keys: Claims;
}

/** Loads the language model of English, about 4 MB, only where records are written. */
export function openWriting(): Writing {
  let labeller: Promise<TaskLabeller> | null = null;
  const load = async (): Promise<TaskLabeller> =>
    (await import('../labels/task-labeller.ts')).createTaskLabeller();
  return { labeller: () => (labeller ??= load()), texts: new Claims(), keys: new Claims() };
}

export interface WritingDeps {
  readonly store: Pick<
    RecordStore,
    'existing' | 'vectorsByTextHash' | 'upsert' | 'delete' | 'scroll' | 'fetch'
  >;
  readonly encoder: Pick<Encoder, 'embed' | 'kinds' | 'labels'>;
  readonly epochs: Pick<Epochs, 'of'>;
  readonly writing: Writing;
}

/** For which corpus records are written, and on whose behalf. */
export interface WriteOrder {
  readonly corpus: string;
  /** The epoch of the corpus in which the request was accepted. */
  readonly epoch: number;
  /** The corpora whose vectors may be taken for equal texts; null for those of all. */
  readonly reuseFrom: readonly string[] | null;
  /** Aborted when nobody waits any more. What has been begun to write is finished all the same. */
  readonly signal: AbortSignal;
}

/** The name under which a record is claimed: by the key of the user, under which others may replace it, or by its id. */
export function claimOf({
  id,
  corpus,
  user_id,
}: Pick<InstructionRecord, 'id' | 'corpus' | 'user_id'>): string {
  return user_id === null ? JSON.stringify([corpus, null, id]) : claimOfKey(corpus, user_id);
}

export function claimOfKey(corpus: string, userId: string): string {
  return JSON.stringify([corpus, userId]);
}

/** The keys of the user among contents, each once. */
export function keysOf(contents: readonly Pick<InstructionContent, 'user_id'>[]): string[] {
  return [...new Set(contents.flatMap(({ user_id }) => user_id ?? []))];
}
