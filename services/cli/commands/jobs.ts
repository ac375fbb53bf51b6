import type { Command } from 'commander';
import type { JobKind, JobReport } from '../../../schemas/api/jobs.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import type { CommandContext } from '../command.ts';
import type { Service } from '../service.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { isOver } from '../../../clients/typescript/src/follow-job.ts';
import { followWithProgress } from '../follow-with-progress.ts';
import { exitCodeOfJobs, printJobSummary, rejectedRows, sourceOf } from '../print/job-summary.ts';
import type { Output } from '../print/output.ts';
import { precisionLines } from '../print/precision-lines.ts';
import { describeProgress } from '../print/progress.ts';
import { oneLine, table } from '../print/text.ts';
import { jobKind } from '../last-job.ts';
import { describeArgument, number } from '../options.ts';
import type { Start } from '../start.ts';

const LARGEST_LIST = 200;

interface JobsOptions {
  readonly wait: boolean;
  readonly cancel: string | undefined;
  readonly limit: number;
  readonly kind?: JobKind;
  readonly corpus?: string;
}

export function register(command: Command, start: Start): void {
  describeArgument(command, 'the job to show; all when left out')
    .option('--wait', 'run unfinished jobs, for example after a crash, and wait for their end', false)
    .option('--cancel <id>', 'stop a job; what it has stored stays')
    .option(
      '--kind <kind>',
      'only jobs of this kind: ingest, reembed, or the name of a command such as dedup',
      jobKind,
    )
    .option('--corpus <name>', 'only jobs that read or fill this corpus')
    .option('--limit <n>', 'how many are listed', number, 20)
    .action(start(jobs));
}

/** Lists jobs, shows one, waits for those that have not ended, or cancels one. */
function jobs(context: CommandContext, id: string | undefined, options: JobsOptions): Promise<ExitCode> {
  return context.withService(async (service) => {
    if (options.cancel !== undefined) return cancel(context.output, service.client, options.cancel);
    if (options.wait) return waitForJobs(context, service, id);
    if (id !== undefined) return show(context.output, service.client, await service.client.job(id));
    const { limit, kind, corpus } = options;
    const of = { ...(kind !== undefined && { kind }), ...(corpus !== undefined && { corpus }) };
    return list(context.output, await service.client.jobs(limit, of), service.embedded);
  });
}

async function cancel(output: Output, client: Client, id: string): Promise<ExitCode> {
  const cancelled = await client.cancelJob(id);
  if (output.json) output.value({ id, cancelled });
  else output.data(cancelled ? `Cancelled ${id}.` : `${id} had ended already.`);
  return cancelled ? EXIT.ok : EXIT.failed;
}

/**
 * Waits for unfinished jobs. They are listed before the work starts, since a short job could otherwise end unreported.
 */
async function waitForJobs(
  context: CommandContext,
  service: Service,
  id: string | undefined,
): Promise<ExitCode> {
  const { output } = context;
  const { client, work } = service;
  const ended: JobReport[] = [];
  const ids = id === undefined ? await unfinished(client) : [id];
  await work();
  for (const next of ids) {
    const report = await followWithProgress(context, service, next);
    ended.push(report);
    if (!output.json) printJobSummary(output, report);
  }
  if (output.json) output.value({ jobs: ended });
  else if (ended.length === 0) output.note('No job is waiting or running.');
  return exitCodeOfJobs(ended);
}

/** Ids of the jobs that have not ended, oldest first. */
async function unfinished(client: Client): Promise<string[]> {
  const found = await client.jobs(LARGEST_LIST);
  return found
    .filter((job) => !isOver(job))
    .map(({ id }) => id)
    .reverse();
}

async function show(output: Output, client: Client, report: JobReport): Promise<ExitCode> {
  if (output.json) output.value(report);
  else if (isOver(report)) {
    printJobSummary(output, report);
    for (const line of await auditLines(client, report)) output.data(`  ${line}`);
  } else output.data(`${report.id}  ${report.state}  ${describeProgress(report)}`);
  return report.state === 'failed' ? EXIT.failed : EXIT.ok;
}

/** What judged pairs of a deduplication say of its drops; nothing of other jobs, or while none were judged. */
async function auditLines(client: Client, job: JobReport): Promise<string[]> {
  if (job.name !== 'curate' || job.operation !== 'deduplicate' || job.result === null) return [];
  const report = await client.report(job.id).catch(() => null);
  return report?.kind === 'deduplicate' && report.audit !== undefined ? precisionLines(report.audit) : [];
}

function list(output: Output, reports: readonly JobReport[], embedded: boolean): ExitCode {
  if (output.json) {
    output.value({ jobs: reports });
    return EXIT.ok;
  }
  if (reports.length === 0) {
    output.note('There are no jobs.');
    return EXIT.ok;
  }
  const columns = [
    { title: 'JOB' },
    { title: 'STATE' },
    { title: 'CORPUS' },
    { title: 'SOURCE' },
    { title: 'DONE', align: 'right' as const },
    { title: 'REJECTED', align: 'right' as const },
    { title: 'CREATED' },
  ];
  const rows = reports.map((report) => rowOf(report, output.glyphs.ellipsis));
  for (const line of table(columns, rows)) output.data(line);
  const left = reports.filter((report) => !isOver(report)).length;
  if (embedded && left > 0) {
    output.note(`${counted(left, 'job')} not finished; "kindred jobs --wait" runs what is left.`);
  }
  return EXIT.ok;
}

function rowOf(report: JobReport, ellipsis: string): string[] {
  const { id, state, corpus, done, total, created_at } = report;
  return [
    id,
    state,
    corpus,
    oneLine(sourceOf(report), 28, ellipsis),
    total === null ? grouped(done) : `${grouped(done)}/${grouped(total)}`,
    grouped(rejectedRows(report)),
    created_at.slice(0, 16).replace('T', ' '),
  ];
}
