import type { JobReport } from '../../schemas/api/jobs.ts';
import type { CommandContext } from './command.ts';
import { patienceMs, type Environment, type Service } from './service.ts';
import { Interrupted } from './exit-codes.ts';
import { followJob } from '../../clients/typescript/src/follow-job.ts';
import { KindredError } from '../../schemas/errors.ts';
import { createProgress } from './print/progress.ts';

/**
 * Follows a job until it has ended, and shows its progress meanwhile. The progress bar is removed at the end. When the
 * user interrupts the command, or it gives up because the service stays away, a message tells how the job goes on.
 * @throws what `followJob` throws
 */
export async function followWithProgress(
  context: Omit<CommandContext, 'withService'>,
  service: Pick<Service, 'client' | 'embedded'>,
  id: string,
): Promise<JobReport> {
  const { output, terminal, signal, environment } = context;
  const progress = createProgress(output, terminal);
  const patience = {
    patienceMs: patienceMs(environment),
    onSilence: (error: Error) => output.note(`${error.message} Asking again; the job goes on as ${id}.`),
  };
  try {
    return await followJob(service.client, id, (report) => progress.update(report), signal, patience);
  } catch (error) {
    progress.stop();
    tellHowToGoOn(context, service, id, error);
    throw error;
  } finally {
    progress.stop();
  }
}

/** Tells how a job goes on that is no longer followed because of an error. */
export function tellHowToGoOn(
  { output, environment }: Pick<CommandContext, 'output' | 'environment'>,
  service: Pick<Service, 'client' | 'embedded'>,
  id: string,
  error: unknown,
): void {
  if (!isGone(error)) output.warn(howToGoOn(id, service, environment));
  if (error instanceof Interrupted && service.embedded)
    output.warn('Ending what is under way; Ctrl-C again stops at once, and loses nothing.');
}

/** Whether the service says that there is no such job. */
function isGone(error: unknown): boolean {
  return error instanceof KindredError && error.code === 'not_found';
}

/** A sentence that tells how a job goes on when the command does not wait for it. */
export function howToGoOn(
  job: string,
  { client, embedded }: Pick<Service, 'client' | 'embedded'>,
  environment: Environment,
): string {
  if (embedded) return `Job ${job} is kept; it goes on with "kindred jobs --wait" or "kindred serve".`;
  const where = environment['KINDRED_URL'] === client.url ? '' : ` --url ${client.url}`;
  return `The job goes on in the service as ${job}; "kindred jobs ${job} --wait${where}" follows it.`;
}
