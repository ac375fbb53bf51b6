import type { JobKind, JobReport } from '../../../schemas/api/jobs.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { untilAnswered, type Patience } from './follow-job.ts';
import type { Client } from './kindred-client.ts';
import { pause } from './pause.ts';
import { ServiceError } from './service-error.ts';

/** As many jobs as the service lists at once. */
const LOOKED_THROUGH = 200;
const LOOKS = 3;
const BETWEEN_LOOKS_MS = 500;

/** By what a job is known whose id did not arrive. */
export interface SoughtJob {
  readonly kind: JobKind;
  readonly corpus?: string | undefined;
  /** The file of an ingestion. */
  readonly fileName?: string | undefined;
}

interface Asking extends Pick<Patience, 'patienceMs'> {
  readonly client: Client;
  /** Stops the asking. */
  readonly signal: AbortSignal;
  /** Is told when the answer is lost, and what was found out. */
  readonly onNote: (sentence: string) => void;
}

/**
 * Starts a job, and returns its id. When the connection breaks off before the answer, nothing is sent again; the
 * service is asked whether it has accepted the job.
 * @throws ServiceError when it has not, or that cannot be told; the message says which
 */
export async function startOnce(
  { client, signal, onNote, patienceMs }: Asking,
  sought: SoughtJob,
  start: () => Promise<{ readonly job: string }>,
): Promise<string> {
  const before = await newest(client, sought);
  try {
    return (await start()).job;
  } catch (error) {
    if (!(error instanceof ServiceError && error.mayBeDone) || before === null) throw error;
    onNote(`${error.message} Asking whether the job was accepted.`);
    const look = (): Promise<JobReport[]> => startedAfter(client, sought, before, signal);
    const found = await untilAnswered(look, signal, { patienceMs }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw unknown(error, 'it is not known whether the job was accepted', cause);
    });
    const [only, ...others] = found;
    if (only === undefined) throw unknown(error, 'the job was not accepted, run the command again', error);
    if (others.length > 0)
      throw unknown(
        error,
        `one of these jobs may be the one: ${found.map(({ id }) => id).join(', ')}`,
        error,
      );
    onNote(`It was: the job goes on as ${only.id}.`);
    return only.id;
  }
}

/** The newest job of the kind: an empty text when there is none, null when this key may not see. */
async function newest(client: Client, { kind, corpus }: SoughtJob): Promise<string | null> {
  try {
    const [job] = await client.jobs(1, { kind, ...(corpus !== undefined && { corpus }) });
    return job?.id ?? '';
  } catch (error) {
    if (error instanceof KindredError && error.code === 'forbidden') return null;
    throw error;
  }
}

/** The jobs of the kind that are newer than one; those of the same file only, for an ingestion. None is looked for again. */
async function startedAfter(
  client: Client,
  sought: SoughtJob,
  before: string,
  signal: AbortSignal,
): Promise<JobReport[]> {
  for (let left = LOOKS; ; left--) {
    const found = await newerThan(client, sought, before);
    if (found.length > 0 || left === 1) return found;
    // The service may still be writing down what came before the connection broke off.
    await pause(BETWEEN_LOOKS_MS, signal);
  }
}

async function newerThan(
  client: Client,
  { kind, corpus, fileName }: SoughtJob,
  before: string,
): Promise<JobReport[]> {
  const jobs = await client.jobs(LOOKED_THROUGH, { kind, ...(corpus !== undefined && { corpus }) });
  const end = jobs.findIndex(({ id }) => id === before);
  return jobs
    .slice(0, end < 0 ? jobs.length : end)
    .filter((job) => fileName === undefined || (job.name === 'ingest-corpus' && job.file_name === fileName));
}

function unknown({ message, isUnavailable }: ServiceError, what: string, cause: unknown): ServiceError {
  return new ServiceError(`${message} Nothing was sent again: ${what}. "kindred jobs" lists what there is.`, {
    isUnavailable,
    cause,
  });
}
