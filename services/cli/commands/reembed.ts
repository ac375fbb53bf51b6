import type { Command } from 'commander';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followWithProgress } from '../follow-with-progress.ts';
import { startJob } from '../start-job.ts';
import { exitCodeOfJobs, printJobSummary } from '../print/job-summary.ts';
import { describeArgument } from '../options.ts';
import type { Start } from '../start.ts';

interface ReembedOptions {
  /** False to end at once and leave the jobs to the service. */
  readonly wait: boolean;
}

export function register(command: Command, start: Start): void {
  describeArgument(command, 'the corpora to embed; all when left out')
    .option('--no-wait', 'leave the jobs to the service')
    .addHelpText('after', '\nKINDRED_NEXT_ENCODER is the folder of the encoder to move to.')
    .action(start(reembed));
}

/** Embeds corpora (all when none is named) with the next encoder, one after the other. */
function reembed(
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
      const start = () => client.reembed(name);
      const job = await startJob(context, service, { kind: 'reembed-corpus', corpus: name }, start);
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
