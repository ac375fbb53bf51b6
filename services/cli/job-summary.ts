import type { JobReport } from '../../schemas/api/jobs.ts';
import { EXIT } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Output } from './output.ts';
import { formatCount, formatDuration, oneLine, plural, printable } from './text.ts';

const SHOWN_REJECTIONS = 5;
const EXCERPT_WIDTH = 90;

/** The exit code for jobs that have ended: failure weighs more than rejected rows. */
export function exitCodeOfJobs(reports: readonly Pick<JobReport, 'state' | 'rejected'>[]): ExitCode {
  if (reports.some(({ state }) => state !== 'completed')) return EXIT.failed;
  return reports.some(({ rejected }) => rejected > 0) ? EXIT.rejected : EXIT.ok;
}

/** Says how a job ended: its figures as data, rejections and errors as messages. */
export function printJobSummary(output: Output, report: JobReport): void {
  const { glyphs } = output;
  const how = [report.format, report.layout].filter((part) => part !== null).join(', ');
  const title = `${printable(report.file_name)} ${glyphs.arrow} ${report.corpus}${how === '' ? '' : ` (${how})`}`;
  output.data(output.style('bold', title));
  for (const line of summaryLines(report)) output.data(`  ${line}`);
  printRejections(output, report);
  if (report.state === 'failed') output.error(`${report.file_name}: ${report.error ?? 'the job failed'}`);
  if (report.state === 'cancelled') output.error(`${report.file_name}: the job was cancelled`);
}

/** The figures of a job that has ended; empty when it has none. Pure. */
export function summaryLines({ result, created_at, finished_at }: JobReport): string[] {
  if (result === null) return [];
  const read = result.rows + result.rejected;
  const seconds =
    finished_at === null ? null : Math.max(0.001, (Date.parse(finished_at) - Date.parse(created_at)) / 1_000);
  const pace =
    seconds === null
      ? ''
      : `; ${seconds < 60 ? `${seconds.toFixed(1)} s` : formatDuration(seconds)}, ${formatCount(read / seconds)} rows/s`;
  return [
    `${plural(read, 'row')} read: ${formatCount(result.stored)} stored, ` +
      `${formatCount(result.skipped)} already there, ${formatCount(result.rejected)} rejected`,
    `${plural(result.embedded, 'text')} embedded, ${formatCount(result.reused)} reused, ` +
      `${formatCount(result.truncated)} cut at the encoder's limit${pace}`,
  ];
}

function printRejections(output: Output, { file_name, rejected, rejections }: JobReport): void {
  if (rejected === 0) return;
  const { ellipsis } = output.glyphs;
  output.warn(`${printable(file_name)}: ${plural(rejected, 'row')} rejected`);
  for (const { line, reason, excerpt } of rejections.slice(0, SHOWN_REJECTIONS)) {
    output.warn(`  line ${line}: ${oneLine(reason, 300, ellipsis)}`);
    if (excerpt.trim() !== '') output.warn(`    ${oneLine(excerpt, EXCERPT_WIDTH, ellipsis)}`);
  }
  const more = rejected - Math.min(rejected, SHOWN_REJECTIONS, rejections.length);
  if (more > 0) output.warn(`  and ${formatCount(more)} more; "kindred jobs ID --json" lists the first 100`);
}
