import { Option, type Command } from 'commander';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import { FORMAT_NAMES, READ_COMPRESSIONS_TEXT, READ_FORMATS_TEXT } from '../../../schemas/file-formats.ts';
import { LayoutName } from '../../../schemas/layout.ts';
import type { Reading } from '../../../clients/typescript/src/kindred-client.ts';
import type { CommandContext } from '../command.ts';
import type { Service } from '../service.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followWithProgress, howToGoOn } from '../follow-with-progress.ts';
import { exitCodeOfJobs, printJobSummary } from '../print/job-summary.ts';
import { describeArgument } from '../options.ts';
import type { Start } from '../start.ts';

interface IngestOptions extends Reading {
  readonly corpus: string;
  /** False to end at once and leave the jobs to the service. */
  readonly wait: boolean;
}

export function register(command: Command, start: Start): void {
  describeArgument(command, `${READ_FORMATS_TEXT}, ${READ_COMPRESSIONS_TEXT}`)
    .requiredOption('--corpus <name>', 'the corpus')
    .addOption(
      new Option('--format <format>', 'format of the file (default: detected)').choices(FORMAT_NAMES),
    )
    .addOption(
      new Option('--layout <layout>', 'layout of the rows (default: detected)').choices(LayoutName.options),
    )
    .option('--columns <json>', 'column map, for example \'{"instruction":"prompt","output":"answer"}\'')
    .option(
      '--rows <path>',
      'the list that holds the rows of a JSON file, such as data.items (default: found)',
    )
    .option('--source <name>', 'source of the rows that name none')
    .option('--split <name>', 'split of the rows, such as train (default: told by the file)')
    .option('--no-wait', 'leave the jobs to the service')
    .action(start(ingest));
}

/** Uploads files into a corpus, one after the other, and waits for each. A file that fails does not stop the rest. */
async function ingest(
  context: CommandContext,
  files: readonly string[],
  options: IngestOptions,
): Promise<ExitCode> {
  for (const file of files) await assertReadable(file);
  return context.withService(async (service) => {
    if (options.wait) await service.work();
    const reports: JobReport[] = [];
    for (const file of files) {
      const report = await ingestFile(context, service, file, options);
      reports.push(report);
      if (!context.output.json) printReport(context, service, report, options.wait);
    }
    if (context.output.json) context.output.value({ jobs: reports });
    return options.wait ? exitCodeOfJobs(reports) : EXIT.ok;
  });
}

/**
 * Checks a file before a service is started to read it.
 * @throws CliError when the file cannot be read
 */
export async function assertReadable(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found === null) throw new CliError(`There is no file "${file}".`);
  if (!found.isFile()) throw new CliError(`"${file}" is not a file. Name the files one by one: ${file}/*`);
}

async function ingestFile(
  context: CommandContext,
  service: Service,
  file: string,
  options: IngestOptions,
): Promise<JobReport> {
  context.output.note(`Uploading ${basename(file)} …`.replace('…', context.output.glyphs.ellipsis));
  const { client } = service;
  const { job } = await client.ingest(options.corpus, file, options);
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
  output.note(howToGoOn(report.id, service.embedded));
}
