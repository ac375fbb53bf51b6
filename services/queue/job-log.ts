import type { Logger } from 'pino';
import type { JobEvent } from './port.ts';

const MESSAGES: { readonly [O in JobEvent['outcome']]: string } = {
  completed: 'job completed',
  'waiting-children': 'job waits for its parts',
  returned: 'job went back to the queue',
  cancelled: 'job was cancelled',
  'attempt-failed': 'an attempt of the job failed; it is tried again',
  failed: 'job failed',
};

/**
 * Makes a function that writes what has become of a job into a log. Children are written at the level `debug`, unless they
 * fail.
 */
export function jobLog(logger: Logger): (event: JobEvent) => void {
  return ({ name, id, parent, attempt, outcome, ms, error }) => {
    const fields = { job: name, job_id: id, parent_id: parent, attempt, outcome, ms: Math.round(ms) };
    logger[levelOf(outcome, parent)](error === null ? fields : { ...fields, err: error }, MESSAGES[outcome]);
  };
}

function levelOf(outcome: JobEvent['outcome'], parent: string | null): 'error' | 'warn' | 'info' | 'debug' {
  if (outcome === 'failed') return 'error';
  if (outcome === 'attempt-failed') return 'warn';
  return parent === null ? 'info' : 'debug';
}
