import { SingleBar } from 'cli-progress';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { rejectedRows, sourceOf } from './job-summary.ts';
import type { Output } from './output.ts';
import { formatDuration } from './text.ts';

const PLAIN_INTERVAL_MS = 3_000;
const BAR_WIDTH = 28;

export interface Progress {
  update(report: JobReport): void;
  /** Removes the bar. May be called twice. */
  stop(): void;
}

/**
 * Shows progress: as a bar on a terminal, elsewhere as a line every three seconds, and not at all with `--quiet`.
 * @param terminal the terminal for the bar; null when messages go to a file or a pipe
 */
export function createProgress(
  output: Output,
  terminal: NodeJS.WritableStream | null,
  now: () => number = Date.now,
): Progress {
  if (output.quiet) return { update: () => undefined, stop: () => undefined };
  return terminal === null ? plainProgress(output, now) : barProgress(output, terminal);
}

function plainProgress(output: Output, now: () => number): Progress {
  let last = now();
  return {
    update: (report) => {
      if (now() - last < PLAIN_INTERVAL_MS) return;
      last = now();
      output.note(`${sourceOf(report)}: ${describeProgress(report)}`);
    },
    stop: () => undefined,
  };
}

function barProgress({ glyphs }: Output, terminal: NodeJS.WritableStream): Progress {
  const bar = new SingleBar({
    format: '{file} {bar} {percentage}%  {text}',
    barCompleteChar: glyphs.bar,
    barIncompleteChar: glyphs.track,
    barsize: BAR_WIDTH,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
    stream: terminal,
  });
  let started = false;
  return {
    update: (report) => {
      const payload = { file: sourceOf(report), text: describeProgress(report) };
      if (!started) bar.start(report.total ?? 1, 0, payload);
      started = true;
      bar.setTotal(Math.max(1, report.total ?? 1, report.done));
      bar.update(report.total === null ? 0 : report.done, payload);
    },
    stop: () => {
      if (started) bar.stop();
      started = false;
    },
  };
}

/** What stages count that do not count rows. */
const COUNTED: Readonly<Record<string, string>> = {
  comparing: 'pairs',
  pairs: 'pairs',
  clustering: 'passes',
  placing: 'passes',
  'placing by task': 'passes',
  'placing by content': 'passes',
  distributions: 'dimensions',
};

/** Describes the progress of a job, for example "embedding 12,345 of 51,991 rows, 812 rows/s, 0:48 left". */
export function describeProgress(report: JobReport): string {
  const { total, total_is_estimate: isEstimate, done, rate, eta_seconds: eta } = report;
  const rejected = rejectedRows(report);
  const of = total === null ? '' : ` of ${isEstimate ? 'about ' : ''}${grouped(total)}`;
  const unit = COUNTED[report.stage] ?? 'rows';
  // A stage that counts nothing says what it does alone.
  const parts = [
    total === null && done === 0 ? report.stage : `${report.stage} ${grouped(done)}${of} ${unit}`,
  ];
  if (rate !== null && rate > 0) parts.push(`${grouped(rate)} ${unit}/s`);
  if (eta !== null && total !== null) parts.push(`${formatDuration(eta)} left`);
  if (rejected > 0) parts.push(`${counted(rejected, 'row')} rejected`);
  return parts.join(', ');
}

/** Returns a function that prints messages on long work as notes, at most one every three seconds. */
export function notesEvery(output: Output, now: () => number = Date.now): (message: string) => void {
  let last = now();
  return (message) => {
    if (now() - last < PLAIN_INTERVAL_MS) return;
    last = now();
    output.note(message);
  };
}
