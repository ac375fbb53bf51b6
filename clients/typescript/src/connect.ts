import type { JobReport } from '../../../schemas/api/jobs.ts';
import type { ResultFileName } from '../../../schemas/curation/operations.ts';
import { followJob, jobReports, type Patience } from './follow-job.ts';
import { createHttp, type HttpOptions } from './http.ts';
import { JobFailed } from './job-failed.ts';
import { jsonLines } from './json-lines.ts';
import { createClient, type Client } from './kindred-client.ts';

/** How a service is asked. */
export interface ConnectOptions extends HttpOptions {
  /** An API key. Default: none, for a service that asks for none. */
  readonly key?: string | null | undefined;
  /** Aborts every request, and everything that waits. */
  readonly signal?: AbortSignal | undefined;
}

/** How a job is followed. */
interface Following extends Patience {
  /** Stops the waiting; the job itself goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Called with every report. */
  readonly onReport?: ((report: JobReport) => void) | undefined;
}

/** A connection to a service: all its routes, and what takes more than one request. */
export interface Connection extends Client {
  /**
   * The reports on a job as they come, until it has ended. A job that fails is no error here: look at its `state`.
   * @throws the reason of the signal when that is aborted, `KindredError` and `ServiceError` as every request
   * @example
   * const { job } = await kindred.ingest('house', file, {});
   * for await (const { stage, done, total } of kindred.follow(job)) console.log(stage, done, total);
   */
  follow(job: string, how?: Following): AsyncGenerator<JobReport, void, undefined>;
  /**
   * Waits until a job has completed.
   * @returns its last report
   * @throws JobFailed when the job failed or was cancelled
   */
  completed(job: string, how?: Following): Promise<JobReport>;
  /**
   * The lines of a file that a job left, one by one, for a file of JSON lines such as `marks.jsonl`.
   * @example
   * for await (const mark of kindred.lines(job, 'marks.jsonl')) console.log(mark);
   */
  lines(job: string, file: ResultFileName): AsyncGenerator<unknown, void, undefined>;
  /**
   * The same connection with some options changed; a `signal` is heeded beside the one of the connection.
   * @example
   * const quick = kindred.with({ signal: request.signal, timeoutMs: 2_000, repeatedForMs: 0 });
   */
  with(options: ConnectOptions): Connection;
}

/**
 * Makes the connection to a service. No request is sent yet.
 * @param url the address of the service
 * @example
 * import { connect } from 'kindred-client';
 *
 * const kindred = connect('http://127.0.0.1:4747');
 * const { demonstrations, prompt } = await kindred.demonstrations({ instruction: 'Write a poem.', k: 2 });
 */
export function connect(url: string, options: ConnectOptions = {}): Connection {
  const { key = null, signal = new AbortController().signal, ...how } = options;
  const client = createClient(createHttp(url, signal, key, how));
  const both = (own: AbortSignal | undefined): AbortSignal =>
    own === undefined ? signal : AbortSignal.any([signal, own]);
  return {
    ...client,
    async *follow(job, { signal: own, onReport, ...patience } = {}) {
      for await (const report of jobReports(client, job, both(own), patience)) {
        onReport?.(report);
        yield report;
      }
    },
    async completed(job, { signal: own, onReport = () => undefined, ...patience } = {}) {
      const report = await followJob(client, job, onReport, both(own), patience);
      if (report.state !== 'completed') throw new JobFailed(report);
      return report;
    },
    async *lines(job, file) {
      yield* jsonLines(await client.resultFile(job, file));
    },
    with: ({ signal: own, ...changed }) => connect(url, { ...options, ...changed, signal: both(own) }),
  };
}
