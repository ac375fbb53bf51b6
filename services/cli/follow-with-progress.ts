import type { JobReport } from '../../schemas/api/jobs.ts';
import type { CommandContext } from './command.ts';
import type { Service } from './service.ts';
import { Interrupted } from './exit-codes.ts';
import { followJob } from '../../clients/typescript/src/follow-job.ts';
import { createProgress } from './print/progress.ts';

/**
 * Follows a job until it has ended, and shows its progress meanwhile. The progress bar is removed at the end. When the
 * user interrupts the command, a note tells how the job goes on.
 * @throws what `followJob` throws
 */
export async function followWithProgress(
  { output, terminal, signal }: Pick<CommandContext, 'output' | 'terminal' | 'signal'>,
  { client, embedded }: Pick<Service, 'client' | 'embedded'>,
  id: string,
): Promise<JobReport> {
  const progress = createProgress(output, terminal);
  try {
    return await followJob(client, id, (report) => progress.update(report), signal);
  } catch (error) {
    progress.stop();
    if (error instanceof Interrupted) {
      output.warn(howToGoOn(id, embedded));
      if (embedded) output.warn('Ending what is under way; Ctrl-C again stops at once, and loses nothing.');
    }
    throw error;
  } finally {
    progress.stop();
  }
}

/** A sentence that tells how a job goes on when the command does not wait for it. */
export function howToGoOn(job: string, embedded: boolean): string {
  return embedded
    ? `Job ${job} is kept; it goes on with "kindred jobs --wait" or "kindred serve".`
    : `Job ${job} goes on in the service; "kindred jobs ${job} --wait" follows it.`;
}
