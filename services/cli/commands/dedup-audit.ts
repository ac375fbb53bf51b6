import { access, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import type {
  AuditDraw,
  DuplicateAudit,
  DuplicateAuditSample,
} from '../../../schemas/curation/duplicate-audit.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { openPendingFile } from '../../../clients/typescript/src/files/pending-file.ts';
import { precisionLines } from '../print/precision-lines.ts';
import type { Output } from '../print/output.ts';
import { oneLine } from '../print/text.ts';
import { describeArgument, number, wholeNumber } from '../options.ts';
import type { Start } from '../start.ts';

interface AuditFlags extends AuditDraw {
  /** The file for the pairs; they are printed when it is left out. */
  readonly out?: string;
  /** A file of pairs that were judged. */
  readonly judged?: string;
}

const WIDTH = 100;
/** A line of the file of pairs, as far as it is read again. */
const JudgedLine = z.looseObject({
  id: z.string(),
  right: z.union([z.boolean(), z.null(), z.stringFormat('y or n', /^\s*(?:y|yes|n|no)?\s*$/i)]).optional(),
});

export function register(command: Command, start: Start): void {
  describeArgument(command, 'the job of a dedup; "kindred jobs --kind dedup" lists them')
    .option('--size <n>', 'how many pairs are drawn', wholeNumber(1), 100)
    .option('--seed <n>', 'what is drawn; a smaller sample is the beginning of a larger one', number, 42)
    .option('--out <file>', 'write the pairs with their texts into this file, one a line')
    .addOption(
      new Option(
        '--judged <file>',
        'such a file in which "right" is "y" or "n" in some lines: say how many drops are right',
      ).conflicts('out'),
    )
    .action(start(auditDuplicates));
}

/** Draws pairs of a deduplication to judge by hand, or says by those that were judged how many of its drops are right. */
function auditDuplicates(context: CommandContext, job: string, flags: AuditFlags): Promise<ExitCode> {
  const { output } = context;
  const { size, seed, out, judged } = flags;
  return context.withService(async ({ client }) => {
    if (judged !== undefined) {
      const judgements = await readJudgements(judged);
      const audit = await client.judgeDrops(job, { size, seed, judgements });
      if (output.json) output.value(audit);
      else printAudit(audit, output);
      return EXIT.ok;
    }
    if (out !== undefined) await assertNew(out);
    const sample = await client.sampleDrops(job, { size, seed });
    if (out !== undefined) await writePairs(out, sample);
    if (output.json) output.value(sample);
    else if (out === undefined) printPairs(sample, output);
    tellNext(sample, flags, output);
    return EXIT.ok;
  });
}

/** @throws CliError when there is a file, which may hold the work of a judge */
async function assertNew(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new CliError(`${path} is there already, and may hold judgements. Name another file.`, EXIT.usage);
}

async function writePairs(path: string, { pairs }: DuplicateAuditSample): Promise<void> {
  const file = await openPendingFile(path);
  try {
    for (const pair of pairs) await file.append(Buffer.from(`${JSON.stringify(pair)}\n`));
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function printPairs({ pairs }: DuplicateAuditSample, output: Output): void {
  for (const { reason, content, lexical, difference } of pairs) {
    output.data(`${reason}  content ${content.toFixed(2)}  letters ${lexical.toFixed(2)}`);
    output.data(`  ${oneLine(difference, WIDTH)}`);
  }
}

function tellNext({ job, drops, pairs }: DuplicateAuditSample, flags: AuditFlags, output: Output): void {
  const near = drops.lexical + drops.paraphrase;
  if (near === 0) {
    output.note('No near copies or paraphrases were dropped; exact copies are right by construction.');
    return;
  }
  output.note(`${counted(pairs.length, 'pair')} of ${grouped(near)} near copies and paraphrases.`);
  const { out, size, seed } = flags;
  if (out === undefined) output.note('With --out FILE they are written with their texts, to be judged.');
  else
    output.note(
      `Write "right": "y" or "n" into lines of ${out}, from the first on, and then: ` +
        `"kindred dedup-audit ${job} --size ${size} --seed ${seed} --judged ${out}"`,
    );
}

/** @throws CliError when a line is no pair, or no line is judged */
async function readJudgements(path: string): Promise<{ id: string; right: boolean }[]> {
  const lines = createInterface({
    input: Readable.from([await readFile(path, 'utf8')]),
    crlfDelay: Infinity,
  });
  const judgements: { id: string; right: boolean }[] = [];
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    const { id, right } = lineOf(line, `${path}, line ${number}`);
    const said = typeof right === 'string' ? right.trim().toLowerCase() : (right ?? '');
    if (said !== '') judgements.push({ id, right: typeof said === 'string' ? said.startsWith('y') : said });
  }
  if (judgements.length > 0) return judgements;
  throw new CliError(
    `${path}: no line is judged. Write "right": "y" or "n" into lines, from the first on.`,
    EXIT.usage,
  );
}

function lineOf(line: string, place: string): z.infer<typeof JudgedLine> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new CliError(`${place}: it is no JSON. Change nothing but the value of "right".`, EXIT.usage);
  }
  const parsed = JudgedLine.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CliError(
    `${place}: write "y" or "n" as "right", and leave the other fields as they are.`,
    EXIT.usage,
  );
}

function printAudit(audit: DuplicateAudit, output: Output): void {
  for (const line of precisionLines(audit)) output.data(line);
}
