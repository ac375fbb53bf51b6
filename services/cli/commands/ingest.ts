import type { Command } from 'commander';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import { READ_COMPRESSIONS_TEXT, READ_FORMATS_TEXT } from '../../../schemas/file-formats.ts';
import type { Reading } from '../../../clients/typescript/src/kindred-client.ts';
import type { CommandContext } from '../command.ts';
import type { Service } from '../service.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { bytesOf, findFiles, type FoundFile } from '../../../clients/typescript/src/files/find-files.ts';
import { followWithProgress, howToGoOn } from '../follow-with-progress.ts';
import { startJob } from '../start-job.ts';
import { exitCodeOfJobs, printJobSummary } from '../print/job-summary.ts';
import { withMapFile } from '../files/map-option.ts';
import { describeArgument } from '../options.ts';
import { addReadingOptions } from '../reading-options.ts';
import type { Start } from '../start.ts';

interface IngestOptions extends Reading {
  readonly corpus: string;
  /** False to end at once and leave the jobs to the service. */
  readonly wait: boolean;
}

export function register(command: Command, start: Start): void {
  describeArgument(command, `${READ_FORMATS_TEXT}, ${READ_COMPRESSIONS_TEXT}; folders, patterns, -`);
  command.requiredOption('--corpus <name>', 'the corpus');
  addReadingOptions(command)
    .option('--name <name>', 'name that records keep of the file (default: its own; stdin for -)')
    .option('--no-wait', 'leave the jobs to the service')
    .addHelpText('after', FILES_HELP)
    .action(start(ingest));
}

const FILES_HELP = `
A folder stands for all files below it whose names end as one of these formats, and a pattern such as
'data/**/*.jsonl' for those that fit it; - is standard input. Splits are told from names such as
train-00000-of-00002.parquet, and folders named column=value give their rows that column.`;

/** Uploads files into a corpus, one after the other, and waits for each. A file that fails does not stop the rest. */
async function ingest(
  context: CommandContext,
  args: readonly string[],
  options: IngestOptions,
): Promise<ExitCode> {
  const { files, notes } = await findFiles(args);
  if (options.name !== undefined && files.length > 1) {
    throw new CliError(`--name names one file, and there are ${files.length}.`);
  }
  for (const note of notes) context.output.note(note);
  const reading = await withMapFile(options);
  return context.withService(async (service) => {
    if (options.wait) await service.work();
    const reports: JobReport[] = [];
    for (const file of files) {
      const report = await ingestFile(context, service, file, reading);
      reports.push(report);
      if (!context.output.json) printReport(context, service, report, options.wait);
    }
    if (context.output.json) context.output.value({ jobs: reports });
    return options.wait ? exitCodeOfJobs(reports) : EXIT.ok;
  });
}

async function ingestFile(
  context: CommandContext,
  service: Service,
  { path, name, split }: FoundFile,
  options: IngestOptions,
): Promise<JobReport> {
  context.output.note(`Uploading ${name} …`.replace('…', context.output.glyphs.ellipsis));
  const { client } = service;
  const reading = { ...options, name: options.name ?? name, split: options.split ?? split };
  const sought = { kind: 'ingest-corpus' as const, corpus: options.corpus, fileName: reading.name };
  const job = await startJob(context, service, sought, () =>
    client.ingest(options.corpus, bytesOf(path), reading),
  );
  if (!options.wait) return client.job(job);
  return followWithProgress(context, service, job);
}

function printReport(context: CommandContext, service: Service, report: JobReport, waited: boolean): void {
  const { output } = context;
  if (waited) {
    printJobSummary(output, report);
    return;
  }
  output.data(report.id);
  output.note(howToGoOn(report.id, service, context.environment));
}
