import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { EmbedRecordsResult } from '../../schemas/jobs.ts';
import type { JobEvent, JobQueue } from '../queue/port.ts';
import type { DiskRoom } from '../runtime/disk-room.ts';

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const STAGE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const BATCH_TEXTS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** The metrics of a process for Prometheus. The values of labels come from fixed lists, and never from users. */
export class Metrics {
  readonly registry = new Registry();
  readonly #registers = [this.registry];
  readonly requests = new Histogram({
    name: 'kindred_http_request_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['operation', 'status'] as const,
    buckets: REQUEST_SECONDS,
    registers: this.#registers,
  });
  readonly stages = new Histogram({
    name: 'kindred_demonstrations_stage_seconds',
    help: 'Time of the stages of finding demonstrations: embed, search, choose.',
    labelNames: ['stage'] as const,
    buckets: STAGE_SECONDS,
    registers: this.#registers,
  });
  readonly storeSeconds = new Histogram({
    name: 'kindred_store_seconds',
    help: 'Time of operations of the record store.',
    labelNames: ['operation'] as const,
    buckets: STAGE_SECONDS,
    registers: this.#registers,
  });
  readonly storeErrors = new Counter({
    name: 'kindred_store_errors_total',
    help: 'Operations of the record store that failed, by error code.',
    labelNames: ['operation', 'code'] as const,
    registers: this.#registers,
  });
  readonly encoderBatch = new Histogram({
    name: 'kindred_encoder_batch_texts',
    help: 'Texts handed to the encoder at once.',
    buckets: BATCH_TEXTS,
    registers: this.#registers,
  });
  readonly encoderTexts = new Counter({
    name: 'kindred_encoder_texts_total',
    help: 'Texts that went through the encoder.',
    registers: this.#registers,
  });
  readonly encoderSeconds = new Counter({
    name: 'kindred_encoder_inference_seconds_total',
    help: 'Time that the encoder computed, over all its threads.',
    registers: this.#registers,
  });
  readonly rows = new Counter({
    name: 'kindred_rows_total',
    help: 'Rows of ingestions by what became of them: stored, skipped (stored before), rejected (unreadable).',
    labelNames: ['outcome'] as const,
    registers: this.#registers,
  });

  readonly jobs = new Counter({
    name: 'kindred_jobs_total',
    help: 'Runs of jobs by what they came to: completed, failed, returned and so on.',
    labelNames: ['name', 'outcome'] as const,
    registers: this.#registers,
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Adds a metric with the number of jobs by name and state, for which the queue is asked whenever metrics are read. */
  watchQueue(queue: Pick<JobQueue, 'depth'>): void {
    new Gauge({
      name: 'kindred_queue_jobs',
      help: 'Jobs of the queue by name and state.',
      labelNames: ['job', 'state'] as const,
      registers: this.#registers,
      async collect() {
        this.reset();
        const depth = await queue.depth().catch(() => []);
        for (const { name, state, count } of depth) this.set({ job: name, state }, count);
      },
    });
  }

  /** Adds a metric with the room on the disk, which is measured whenever metrics are read. */
  watchDisk(disk: Pick<DiskRoom, 'spare'>): void {
    new Gauge({
      name: 'kindred_disk_spare_bytes',
      help: 'Bytes on the disk of the data directory above the reserve; below 0 no new work is taken.',
      registers: this.#registers,
      async collect() {
        this.set(await disk.spare().catch(() => Number.NaN));
      },
    });
  }

  /** Counts what a run of a job came to. */
  readonly countJob = ({ name, outcome }: Pick<JobEvent, 'name' | 'outcome'>): void => {
    this.jobs.inc({ name, outcome });
  };

  countRows({ stored, skipped }: EmbedRecordsResult): void {
    this.rows.inc({ outcome: 'stored' }, stored);
    this.rows.inc({ outcome: 'skipped' }, skipped);
  }

  /** All metrics in the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
