import type { CurationBodies, OperationReport, ReportOf } from '../../schemas/curation/operations.ts';
import type { CurationReport } from '../../schemas/api/jobs.ts';
import type { OperationKind } from '../../schemas/curation/operations.ts';
import type { Client } from '../../clients/typescript/src/kindred-client.ts';
import { download } from '../../clients/typescript/src/files/save-result.ts';
import type { CommandContext } from './command.ts';
import type { Service } from './service.ts';
import { EXIT } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { followWithProgress, howToGoOn } from './follow-with-progress.ts';
import { startJob } from './start-job.ts';
import { printJobSummary } from './print/job-summary.ts';
import type { Output } from './print/output.ts';

/** Options that every curation takes. */
export interface CurationFlags {
  /** The folder for the files that the operation makes. */
  readonly out?: string;
  /** False to end at once and leave the job to the service. */
  readonly wait: boolean;
}

/** What a command has to say about the curation that it starts. */
export interface CurationCommand<K extends OperationKind> {
  readonly kind: K;
  /** The corpus that the operation is about; left out when the body names all its corpora. */
  readonly corpus?: string;
  readonly body: CurationBodies[K];
  /** The body when parts of it must be asked of the service. */
  complete?(this: void, client: Client): Promise<CurationBodies[K]>;
  print(this: void, report: ReportOf<K>, output: Output): void;
  /** Saves the results of a command that writes one file to a path of the user instead of all files into a folder. */
  save?(this: void, client: Client, job: string, report: ReportOf<K>): Promise<void>;
  /** The exit code for a report that says less than that all is done. */
  codeOf?(this: void, report: ReportOf<K>): ExitCode;
}

/** Starts a curation, follows it, and prints what it found. */
export function runCuration<K extends OperationKind>(
  context: CommandContext,
  { kind, corpus, body, complete, print, save, codeOf }: CurationCommand<K>,
  { out, wait }: CurationFlags,
): Promise<ExitCode> {
  const { output } = context;
  return context.withService(async (service) => {
    const { client } = service;
    const whole = complete === undefined ? body : await complete(client);
    const job = await startJob(context, service, { kind, corpus }, () =>
      client.startCuration(kind, corpus ?? null, whole),
    );
    if (!wait) {
      if (output.json) output.value(await client.job(job));
      else {
        output.data(job);
        output.note(howToGoOn(job, service, context.environment));
      }
      return EXIT.ok;
    }
    await service.work();
    const ended = await followCuration(context, service, job);
    if (ended === null) return EXIT.failed;
    const report = await kept(context, job, () => client.report(job));
    await kept(context, job, async () => {
      if (save !== undefined && isOf(report, kind)) await save(client, job, report);
      else if (out !== undefined) await download(client, ended, out);
    });
    if (output.json) output.value({ job, ...report });
    else if (isOf(report, kind)) print(report, output);
    tellRecall(report, output);
    if (save === undefined) tellNext(context, { job, marks: report.marks_corpus, out });
    return codeOf !== undefined && isOf(report, kind) ? codeOf(report) : EXIT.ok;
  });
}

/** Runs what fetches the results of a job; when that fails, says that they are still there. */
async function kept<T>({ output }: CommandContext, job: string, fetching: () => Promise<T>): Promise<T> {
  try {
    return await fetching();
  } catch (error) {
    output.warn(`Job ${job} has completed, and keeps its results: "kindred results ${job} --out DIR"`);
    throw error;
  }
}

/** Says when neighbours may have been missed. */
function tellRecall(report: OperationReport, output: Output): void {
  if (!('neighbour_recall' in report) || report.neighbour_recall === undefined) return;
  const share = (100 * report.neighbour_recall).toFixed(1);
  output.note(
    `Too many records to compare each with every other: ${share} % of the true neighbours were found.`,
  );
}

interface Ended {
  readonly job: string;
  /** The corpus on which the job left marks. */
  readonly marks: string | null;
  readonly out: string | undefined;
}

/** Names the job, which the commands take that go on from its results. */
function tellNext({ output }: CommandContext, { job, marks, out }: Ended): void {
  output.note(
    out === undefined ? `Its files: "kindred results ${job} --out DIR"` : `Job ${job}, files in ${out}`,
  );
  if (marks !== null)
    output.note(`Its marks on rows: "kindred export ${marks} --marks ${job} --apply --out FILE"`);
}

/** Follows the job and returns it when it has completed; otherwise prints why it has not, and returns null. */
async function followCuration(
  context: CommandContext,
  service: Service,
  job: string,
): Promise<CurationReport | null> {
  const ended = await followWithProgress(context, service, job);
  if (ended.name === 'curate' && ended.state === 'completed') return ended;
  printJobSummary(context.output, ended);
  if (context.output.json) context.output.value(ended);
  return null;
}

function isOf<K extends OperationKind>(report: OperationReport, kind: K): report is ReportOf<K> {
  return report.kind === kind;
}
