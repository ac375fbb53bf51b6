import type { Config } from '../config.ts';
import type { Encoder } from '../embedding/port.ts';
import type { JobQueue } from '../queue/port.ts';
import type { RecordStore } from '../store/port.ts';
import type { JobWatcher } from './job-watcher.ts';

/** What the API needs of a running service. */
export interface ApiDeps {
  readonly config: Pick<Config, 'dataDir' | 'importDir' | 'maxUploadBytes'>;
  readonly store: RecordStore;
  readonly queue: JobQueue;
  readonly encoder: Encoder;
}

/** What a route may use. */
export interface ApiServices extends ApiDeps {
  readonly watcher: JobWatcher;
  /** The OpenAPI document of this API. */
  readonly openapi: object;
}
