import type { JobReport } from '../../../schemas/api/jobs.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followWithProgress } from '../follow-with-progress.ts';
import { exitCodeOfJobs, printJobSummary } from '../print/job-summary.ts';

export interface ReembedOptions {
  /** False: leave the jobs to the service. */
  readonly wait: boolean;
}

/** Embeds corpora (all, when none is named) into the space of the next encoder, one after the other. */
export function reembed(
  context: CommandContext,
  names: readonly string[],
  options: ReembedOptions,
): Promise<ExitCode> {
  const { output } = context;
  return context.withService(async (service) => {
    const { client } = service;
    if (options.wait) await service.work();
    const chosen = names.length > 0 ? names : (await client.corpora()).corpora.map(({ name }) => name);
    if (chosen.length === 0) output.note('There are no corpora.');
    const reports: JobReport[] = [];
    for (const name of chosen) {
      const { job } = await client.reembed(name);
      const report = options.wait ? await followWithProgress(context, service, job) : await client.job(job);
      reports.push(report);
      if (output.json) continue;
      if (options.wait) printJobSummary(output, report);
      else output.data(report.id);
    }
    if (output.json) output.value({ jobs: reports });
    return options.wait ? exitCodeOfJobs(reports) : EXIT.ok;
  });
}
