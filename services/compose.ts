import type { Config } from './config.ts';
import type { Encoder } from './embedding/port.ts';
import type { JobQueue } from './queue/port.ts';
import type { RecordStore } from './store/port.ts';

/** The parts of a running service. */
export interface Kindred {
  readonly config: Config;
  readonly encoder: Encoder;
  readonly store: RecordStore;
  readonly queue: JobQueue;
  /** Ends everything in the order that loses nothing; may be called twice. */
  close(): Promise<void>;
}
