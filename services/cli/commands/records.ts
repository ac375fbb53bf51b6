import type { Command } from 'commander';
import type { z } from 'zod';
import { jsonLines } from '../../../clients/typescript/src/json-lines.ts';
import {
  MOST_WRITTEN,
  type RecordInput,
  type RecordsWritten,
  type RecordWritten,
} from '../../../schemas/api/record-writes.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import { counted } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { streamOf } from '../../../clients/typescript/src/files/find-files.ts';
import { workOf } from '../print/record-work.ts';
import type { Output } from '../print/output.ts';
import { printable } from '../print/text.ts';
import type { Start } from '../start.ts';

/** A batch with this many characters gets no further record, so that one request takes seconds at most. */
const BATCH_CHARACTERS = 4_000_000;

interface GetFlags {
  readonly corpus: string;
  readonly byUserId?: boolean;
}

export function register(records: Command, start: Start): void {
  records
    .command('get')
    .description('show a record')
    .argument('<id>', 'the id of the record')
    .requiredOption('--corpus <name>', 'the corpus')
    .option('--by-user-id', 'the id is the one that the row had in its file')
    .action(start(getRecord));
  records
    .command('put')
    .description('write records, one JSON object a line; one with the same user_id is replaced')
    .argument(
      '<file>',
      'JSON lines with instruction, output, user_id, metadata and so on; - is standard input',
    )
    .requiredOption('--corpus <name>', 'the corpus')
    .action(start(putRecordsOf));
  records
    .command('delete')
    .description('delete records')
    .argument('<id...>', 'the ids of the records')
    .requiredOption('--corpus <name>', 'the corpus')
    .option('--by-user-id', 'the ids are your own')
    .action(start(deleteRecordsOf));
}

async function getRecord(
  context: CommandContext,
  id: string,
  { corpus, byUserId }: GetFlags,
): Promise<ExitCode> {
  const { output } = context;
  const by = byUserId === true ? 'user_id' : 'id';
  const record = await context.withService(({ client }) => client.record(corpus, id, by));
  if (output.json) output.value(record);
  else for (const line of recordLines(record, output)) output.data(line);
  return EXIT.ok;
}

type Tally = Pick<RecordsWritten, 'created' | 'replaced' | 'unchanged' | 'failed'>;

async function putRecordsOf(
  context: CommandContext,
  file: string,
  { corpus }: Pick<GetFlags, 'corpus'>,
): Promise<ExitCode> {
  const { output } = context;
  const tally = { created: 0, replaced: 0, unchanged: 0, failed: 0 };
  const failures: RecordWritten[] = [];
  await context.withService(async ({ client }) => {
    for await (const { from, records } of batchesOf(file)) {
      // What is no record is answered as such, with its place.
      const answer = await client.putRecords(corpus, records as z.input<typeof RecordInput>[]);
      for (const name of Object.keys(tally) as (keyof Tally)[]) tally[name] += answer[name];
      const failed = answer.records.filter(({ status }) => status === 'failed');
      failures.push(...failed.map((one) => ({ ...one, index: one.index + from })));
    }
  });
  for (const { index, error } of failures) {
    output.warn(`Record ${index + 1}: ${printable(error?.message ?? '')}`);
  }
  if (output.json) output.value({ corpus, ...tally, failures });
  else for (const [name, count] of Object.entries(tally)) output.data(`${name}\t${count}`);
  return failures.length > 0 ? EXIT.rejected : EXIT.ok;
}

async function deleteRecordsOf(
  context: CommandContext,
  ids: readonly string[],
  { corpus, byUserId }: GetFlags,
): Promise<ExitCode> {
  const { output } = context;
  let deleted = 0;
  const missing: string[] = [];
  await context.withService(async ({ client }) => {
    for (let from = 0; from < ids.length; from += MOST_WRITTEN) {
      const some = ids.slice(from, from + MOST_WRITTEN);
      const answer = await client.deleteRecords(
        corpus,
        byUserId === true ? { user_ids: some } : { ids: some },
      );
      deleted += answer.deleted;
      missing.push(...answer.missing);
    }
  });
  if (output.json) output.value({ corpus, deleted, missing });
  else output.data(`${counted(deleted, 'record')} deleted`);
  if (missing.length > 0) output.note(`Not there: ${printable(missing.join(', '))}`);
  return EXIT.ok;
}

/** The records of a file of JSON lines, as many at a time as one request may have and few enough to be sent quickly. */
async function* batchesOf(file: string): AsyncGenerator<{ from: number; records: unknown[] }> {
  let records: unknown[] = [];
  let [from, characters] = [0, 0];
  try {
    for await (const record of jsonLines(streamOf(file))) {
      records.push(record);
      characters += JSON.stringify(record).length;
      if (records.length < MOST_WRITTEN && characters < BATCH_CHARACTERS) continue;
      yield { from, records };
      from += records.length;
      records = [];
      characters = 0;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CliError(
      `Record ${from + records.length + 1} of ${file} is no JSON (${error.message}). Those before it in earlier batches are written; ` +
        'correct it and repeat the command, which changes nothing of them.',
    );
  }
  if (records.length > 0) yield { from, records };
}

function recordLines(record: InstructionRecord, output: Output): string[] {
  const { id, user_id, source, system, instruction, input, metadata } = record;
  const part = (title: string, text: string): string[] =>
    text === '' ? [] : [output.style('dim', title), ...printable(text).split('\n')];
  const named = [id, ...(user_id === null ? [] : [user_id]), ...(source === null ? [] : [`from ${source}`])];
  return [
    output.style('bold', printable(named.join('  '))),
    output.style('cyan', printable(workOf(record))),
    ...part('system', system),
    ...record.history.flatMap(({ role, content }) => part(role, content)),
    ...part('instruction', instruction),
    ...part('input', input),
    ...part('output', record.output),
    ...part('metadata', Object.keys(metadata).length === 0 ? '' : JSON.stringify(metadata, null, 2)),
  ];
}
