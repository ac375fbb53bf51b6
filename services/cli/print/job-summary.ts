import type { CurationReport, IngestionReport, JobReport } from '../../../schemas/api/jobs.ts';
import type { CurateResult } from '../../../schemas/curation/operations.ts';
import type { NotRead, ReembedCorpusResult } from '../../../schemas/jobs.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Output } from './output.ts';
import { formatDuration, oneLine, printable } from './text.ts';

const SHOWN_REJECTIONS = 5;
const EXCERPT_WIDTH = 90;

/** The exit code for jobs that have ended. A failed job decides it before rejected rows do. */
export function exitCodeOfJobs(reports: readonly JobReport[]): ExitCode {
  if (reports.some(({ state }) => state !== 'completed')) return EXIT.failed;
  return reports.some((report) => rejectedRows(report) > 0) ? EXIT.rejected : EXIT.ok;
}

/** The number of rows that could not be read; 0 for a job that reads no file. */
export function rejectedRows(report: JobReport): number {
  return report.name === 'ingest-corpus' ? report.rejected : 0;
}

/** The name of what a job reads: the file of an ingestion, or the corpus. */
export function sourceOf(report: JobReport): string {
  if (report.name === 'curate') return `${report.operation} ${report.corpora.join(', ')}`;
  return report.name === 'ingest-corpus' ? report.file_name : report.corpus;
}

/** Prints how a job ended: its figures on stdout, rejected rows and errors on stderr. */
export function printJobSummary(output: Output, report: JobReport): void {
  const source = sourceOf(report);
  output.data(output.style('bold', titleOf(report, output.glyphs.arrow)));
  for (const line of summaryLines(report)) output.data(`  ${line}`);
  if (report.name === 'ingest-corpus') printRejections(output, report);
  if (report.state === 'failed') output.error(`${source}: ${printable(report.error ?? 'the job failed')}`);
  if (report.state === 'cancelled') output.error(`${source}: the job was cancelled`);
}

function titleOf(report: JobReport, arrow: string): string {
  if (report.name === 'reembed-corpus') return `${report.corpus} ${arrow} space ${report.space_id}`;
  if (report.name === 'curate') return sourceOf(report);
  const how = [report.format, report.map ?? report.layout].filter((part) => part !== null).join(', ');
  return `${printable(report.file_name)} ${arrow} ${report.corpus}${how === '' ? '' : ` (${how})`}`;
}

/** The lines with the figures of a job that has ended; empty when it has no result. A pure function. */
export function summaryLines(report: JobReport): string[] {
  if (report.result === null) return [];
  if (report.name === 'curate') return curationLines(report, report.result);
  const { result } = report;
  const rejected = rejectedRows(report);
  const read = result.rows + rejected;
  const seconds = secondsOf(report);
  const pace = seconds === null ? '' : `; ${timeText(seconds)}, ${grouped(read / seconds)} rows/s`;
  return [
    `${counted(read, 'row')} read: ${grouped(result.stored)} stored, ` +
      `${grouped(result.skipped)} already there, ${grouped(rejected)} rejected`,
    `${counted(result.embedded, 'text')} embedded, ${grouped(result.reused)} reused, ` +
      `${grouped(result.truncated)} cut at the encoder's limit${pace}`,
    ...('switched' in result ? [switchLine(result)] : []),
    ...(report.name === 'ingest-corpus' && report.not_read !== null ? notReadLines(report.not_read) : []),
  ];
}

/** The lines on what was not read of rows that were; empty when all was. A pure function. */
export function notReadLines({ without_output, fields, notes }: NotRead): string[] {
  const names = fields.map(({ name, rows }) => `${printable(name)} (${counted(rows, 'row')})`).join(', ');
  const said = [
    ...(without_output === 0
      ? []
      : [`${counted(without_output, 'row')} ${without_output === 1 ? 'has' : 'have'} no answer`]),
    ...(names === '' ? [] : [`text fields not read: ${names}`]),
  ];
  return [...(said.length === 0 ? [] : [said.join('; ')]), ...notes.map(printable)];
}

function curationLines(report: CurationReport, { rows, files }: CurateResult): string[] {
  const seconds = secondsOf(report);
  return [
    `${counted(rows, 'row')} read${seconds === null ? '' : `; ${timeText(seconds)}`}`,
    files.length === 0
      ? 'its result was removed since'
      : `${files.map(({ name }) => name).join(', ')}: "kindred results ${report.id} --out DIR"`,
  ];
}

function secondsOf({ created_at, finished_at }: JobReport): number | null {
  if (finished_at === null) return null;
  return Math.max(0.001, (Date.parse(finished_at) - Date.parse(created_at)) / 1_000);
}

function timeText(seconds: number): string {
  return seconds < 60 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
}

function switchLine({ switched, waiting_for }: ReembedCorpusResult): string {
  if (switched) return 'every corpus is in this space, and it answers from now on';
  return `the space before goes on answering until these are embedded too: ${waiting_for.join(', ')}`;
}

function printRejections(output: Output, { file_name, rejected, rejections }: IngestionReport): void {
  if (rejected === 0) return;
  const { ellipsis } = output.glyphs;
  output.warn(`${printable(file_name)}: ${counted(rejected, 'row')} rejected`);
  for (const { line, reason, excerpt } of rejections.slice(0, SHOWN_REJECTIONS)) {
    output.warn(`  line ${line}: ${oneLine(reason, 300, ellipsis)}`);
    if (excerpt.trim() !== '') output.warn(`    ${oneLine(excerpt, EXCERPT_WIDTH, ellipsis)}`);
  }
  const more = rejected - Math.min(rejected, SHOWN_REJECTIONS, rejections.length);
  if (more > 0) output.warn(`  and ${grouped(more)} more; "kindred jobs ID --json" lists the first 100`);
}
