import type { CleanReport } from '../../../schemas/clean-report.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { Output } from './output.ts';
import { printReplaced } from './export-report.ts';
import { notReadLines } from './job-summary.ts';
import { printLosses } from './loss-lines.ts';
import { printPreambles } from './preamble-line.ts';
import { oneLine, printable } from './text.ts';

const SHOWN_REJECTIONS = 5;
const LONGEST_REASON = 300;

/** Prints what `kindred clean` read, dropped and wrote. */
export function printClean(report: CleanReport, drops: string | null, output: Output): void {
  const { file, rows, rejected, written, dropped, reasons, out, bytes, conflicts, read, loss } = report;
  output.data(
    `${printable(file)}: ${counted(rows, 'row')} read, ${grouped(rejected)} rejected, ` +
      `${counted(dropped, 'duplicate')} dropped`,
  );
  output.data(
    `  ${grouped(reasons.exact)} exact, ${counted(reasons.lexical, 'near copy', 'near copies')}, ` +
      `${counted(reasons.paraphrase, 'paraphrase')}`,
  );
  for (const line of notReadLines(report.not_read)) output.data(`  ${line}`);
  if (conflicts.requests > 0)
    output.data(
      `conflicts: ${counted(conflicts.requests, 'request')} answered differently by ${counted(conflicts.records, 'row')}; all kept`,
    );
  if (read !== undefined && read.pairs > 0)
    output.data(
      `read token by token: ${counted(read.pairs, 'pair')} that words leave open; by these ${counted(read.dropped, 'row')} dropped`,
    );
  printLosses(loss, output);
  printPreambles(report.preambles, output);
  output.data(`threshold ${report.threshold_explanation}`);
  output.data(`${counted(written, 'row')} in ${out}, ${counted(bytes, 'byte')}`);
  if (drops !== null) output.note(`What was dropped, and why: ${drops}`);
  printReplaced(report.replaced, output);
  printRejections(report, output);
}

function printRejections({ file, rejected, rejections }: CleanReport, output: Output): void {
  if (rejected === 0) return;
  const { ellipsis } = output.glyphs;
  output.warn(`${printable(file)}: ${counted(rejected, 'row')} rejected, and not written`);
  const shown = rejections.slice(0, SHOWN_REJECTIONS);
  for (const { line, reason } of shown)
    output.warn(`  line ${line}: ${oneLine(reason, LONGEST_REASON, ellipsis)}`);
  const more = rejected - shown.length;
  if (more > 0) output.warn(`  and ${grouped(more)} more; --json lists the first 100`);
}
