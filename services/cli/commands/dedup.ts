import type { Command } from 'commander';
import type { DeduplicateReport, DuplicateExample } from '../../../schemas/curation/deduplicate.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { runCuration, type CurationFlags } from '../run-curation.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Output } from '../print/output.ts';
import { precisionLines } from '../print/precision-lines.ts';
import { printLosses } from '../print/loss-lines.ts';
import { printPreambles } from '../print/preamble-line.ts';
import { oneLine, table } from '../print/text.ts';
import { addDedupOptions, dedupRequest, type DedupOptions } from '../dedup-options.ts';
import { addCurationOptions } from '../options.ts';
import type { Start } from '../start.ts';

interface DedupFlags extends CurationFlags, DedupOptions {
  readonly against?: string;
}

const WIDTH = 100;
const SHOWN = 2;
const FIELDS_SHOWN = 8;

export function register(command: Command, start: Start): void {
  addDedupOptions(addCurationOptions(command))
    .option('--against <corpus>', 'drop what this other corpus has already')
    .action(start(dedup));
}

/** Marks the records of a corpus for which another one stands. */
function dedup(context: CommandContext, corpus: string, flags: DedupFlags): Promise<ExitCode> {
  const { against } = flags;
  const body = { ...dedupRequest(flags), ...(against !== undefined && { against }) };
  return runCuration(context, { kind: 'deduplicate', corpus, body, print }, flags);
}

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 2 : 1)} %`;

function print(report: DeduplicateReport, output: Output): void {
  const { rows, selected, filtered, reasons, kept_apart, conflicts, against } = report;
  const beside = against === null ? '' : ` that ${against} has already`;
  output.data(
    `${counted(rows, 'row')}: ${grouped(selected)} ${selected === 1 ? 'stays' : 'stay'}, ${counted(filtered, 'duplicate')}${beside}`,
  );
  const lines = (['exact', 'lexical', 'paraphrase'] as const).map((reason) => [
    `  ${reason}`,
    grouped(reasons[reason]),
    percent(rows === 0 ? 0 : reasons[reason] / rows),
  ]);
  const columns = [
    { title: '  reason' },
    { title: 'rows', align: 'right' },
    { title: 'share', align: 'right' },
  ] as const;
  for (const line of table(columns, [
    ...lines,
    ['  together', grouped(filtered), percent(report.duplicate_ratio)],
  ]))
    output.data(line);
  output.data(
    `kept: ${counted(kept_apart.other_slot, 'near pair')} with another number, name or topic, ` +
      `${grouped(kept_apart.other_task)} with another task`,
  );
  output.data(
    conflicts.requests === 0
      ? 'no conflicts'
      : `conflicts: ${counted(conflicts.requests, 'request')} answered differently by ${counted(conflicts.records, 'row')}; all kept`,
  );
  printRead(report.read, output);
  printLosses(report.loss, output);
  printPrecision(report, output);
  printPreambles(report.preambles, output);
  printFields(report, output);
  for (const { field, read_as, rows: usable, without, examples, note } of report.ranked_by) {
    if (without === 0) continue;
    const unlike =
      examples.length === 0 ? '' : `, for example ${examples.map((one) => `"${one}"`).join(', ')}`;
    output.warn(
      `ranked by ${field} as ${read_as}: ${counted(usable, 'row')} of ${grouped(usable + without)} with a value that can be used, ` +
        `the others come last${unlike}${note === null ? '' : `. ${note}`}`,
    );
  }
  output.data(`threshold ${report.threshold_explanation}`);
  const others = report.at_thresholds.map((at) => `${grouped(at.filtered)} at ${at.threshold}`);
  output.data(`other thresholds would drop ${others.join(', ')}`);
  printExamples(report.examples, output);
}

/** How many of the near copies and paraphrases are right: by those that were judged, or else as it is expected. */
function printPrecision({ audit, expected_precision, reasons }: DeduplicateReport, output: Output): void {
  if (audit !== undefined) for (const line of precisionLines(audit)) output.data(line);
  if (audit !== undefined || typeof expected_precision !== 'number') return;
  const near = counted(
    reasons.lexical + reasons.paraphrase,
    'near copy or paraphrase',
    'near copies and paraphrases',
  );
  output.data(
    `${percent(expected_precision)} of ${near} are expected to be right; \`kindred dedup-audit JOB --out pairs.jsonl\` draws some to judge`,
  );
}

/** What reading pairs token by token did; nothing where none was read. */
function printRead(read: DeduplicateReport['read'], output: Output): void {
  if (read === undefined || read.pairs === 0) return;
  const right = read.right === null ? '' : `, of which ${percent(read.right)} are expected to be right`;
  const unread =
    read.unread === 0 ? '' : `; ${counted(read.unread, 'further pair')} not read, of which words decided`;
  output.data(
    `read token by token: ${counted(read.pairs, 'pair')} that words leave open; by these ${counted(read.dropped, 'row')} dropped${right}${unread}`,
  );
}

/** What the fields of the metadata were taken for, and which of them kept rows apart that are alike otherwise. */
function printFields({ fields, further_fields }: DeduplicateReport, output: Output): void {
  const titles = { task: 'the request', answer: 'the answer', bookkeeping: 'neither' };
  for (const part of ['task', 'answer', 'bookkeeping'] as const) {
    const all = fields.filter((field) => field.part === part);
    if (all.length === 0) continue;
    const names = all.slice(0, FIELDS_SHOWN).map(({ field, apart }) => {
      const rows = apart === 0 ? '' : ` (keeps ${counted(apart, 'row')} apart)`;
      return `${oneLine(field, WIDTH)}${rows}`;
    });
    const more = all.length > FIELDS_SHOWN ? ` and ${grouped(all.length - FIELDS_SHOWN)} more` : '';
    output.data(
      `fields taken for part of ${titles[part]}: ${names.join(', ')}${more}`.replace(
        'part of neither',
        'neither',
      ),
    );
  }
  if (further_fields > 0) output.data(`${counted(further_fields, 'further field')}: see report.json`);
  const guessed = fields.find(({ by, apart }) => by === 'unknown' && apart > 0);
  if (guessed === undefined) return;
  output.note(
    `What ${guessed.field} is cannot be told from its name or values, so a difference in it counts: ` +
      `--ignore-field ${guessed.field} compares without it`,
  );
}

function printExamples(examples: readonly DuplicateExample[], output: Output): void {
  for (const reason of ['exact', 'lexical', 'paraphrase']) {
    for (const example of examples.filter((one) => one.reason === reason).slice(0, SHOWN)) {
      const { content, task, lexical, difference } = example;
      output.data('');
      output.data(
        `${reason}  content ${content.toFixed(2)}  task ${task.toFixed(2)}  letters ${lexical.toFixed(2)}`,
      );
      output.data(`  ${oneLine(difference, WIDTH)}`);
    }
  }
}
