import type { JobReport } from '../../schemas/api/jobs.ts';
import type { Client } from './client.ts';
import type { CommandContext } from './command.ts';
import { followJob } from './follow-job.ts';
import { createProgress } from './progress.ts';

/** Follows a job until it has ended and draws how far it is. Throws as `followJob`; nothing of the drawing is left then. */
export async function followWithProgress(
  { output, terminal, signal }: Pick<CommandContext, 'output' | 'terminal' | 'signal'>,
  client: Pick<Client, 'job'>,
  id: string,
): Promise<JobReport> {
  const progress = createProgress(output, terminal);
  try {
    return await followJob(client, id, (report) => progress.update(report), signal);
  } finally {
    progress.stop();
  }
}
