import type { Command } from 'commander';
import { createInterface } from 'node:readline/promises';
import type { CorpusDetail } from '../../../schemas/api/corpora.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Output } from '../print/output.ts';
import { printable, table } from '../print/text.ts';
import { describeArgument } from '../options.ts';
import type { Start } from '../start.ts';

interface CorporaOptions {
  readonly delete: string | undefined;
  readonly yes: boolean;
}

/** How many sources of a corpus are shown. */
const SHOWN_SOURCES = 20;

export function register(command: Command, start: Start): void {
  describeArgument(command, 'the corpus to show; all when left out')
    .option('--delete <name>', 'delete a corpus with all its records')
    .option('--yes', 'do not ask', false)
    .action(start(corpora));
}

/** Lists the corpora, shows one, or deletes one. */
function corpora(
  context: CommandContext,
  name: string | undefined,
  options: CorporaOptions,
): Promise<ExitCode> {
  const { output } = context;
  if (options.delete !== undefined && !options.yes && context.terminal === null) {
    throw new CliError(
      `Deleting needs --yes when nobody can be asked: kindred corpora --delete ${options.delete} --yes`,
      EXIT.usage,
    );
  }
  return context.withService(async ({ client }) => {
    if (options.delete !== undefined) return remove(context, client, options.delete, options.yes);
    if (name !== undefined) return show(output, await client.corpus(name));
    const found = await client.corpora();
    if (output.json) output.value(found);
    else if (found.corpora.length === 0)
      output.note('There are no corpora. "kindred ingest FILE --corpus NAME" makes one.');
    else {
      const columns = [{ title: 'CORPUS' }, { title: 'RECORDS', align: 'right' as const }];
      const rows = found.corpora.map((corpus) => [corpus.name, grouped(corpus.records)]);
      for (const line of table(columns, rows)) output.data(line);
      const more = found.total - found.corpora.length;
      if (more > 0) output.note(`… and ${counted(more, 'smaller one')}.`);
    }
    return EXIT.ok;
  });
}

async function remove(
  context: CommandContext,
  client: Client,
  name: string,
  confirmed: boolean,
): Promise<ExitCode> {
  const { output } = context;
  const { records } = await client.corpus(name);
  if (
    !confirmed &&
    !(await ask(context, `Delete the corpus ${name} with ${counted(records, 'record')}? [y/N] `))
  ) {
    output.note('Nothing was deleted.');
    return EXIT.failed;
  }
  const answer = await client.deleteCorpus(name);
  if (output.json) output.value(answer);
  else output.data(`Deleted ${answer.name}: ${counted(answer.deleted, 'record')}.`);
  return EXIT.ok;
}

async function ask({ terminal, signal }: CommandContext, question: string): Promise<boolean> {
  const lines = createInterface(
    terminal === null ? { input: process.stdin } : { input: process.stdin, output: terminal },
  );
  try {
    return /^y(es)?$/i.test((await lines.question(question, { signal })).trim());
  } finally {
    lines.close();
  }
}

function show(output: Output, corpus: CorpusDetail): ExitCode {
  if (output.json) {
    output.value(corpus);
    return EXIT.ok;
  }
  output.data(output.style('bold', corpus.name));
  output.data(
    `  ${counted(corpus.records, 'record')}, ${counted(corpus.labels, 'task label')}, ${grouped(corpus.unlabelled)} without a label`,
  );
  if (corpus.kinds > 0) {
    const without = grouped(corpus.without_kind);
    output.data(`  ${counted(corpus.kinds, 'kind')} of work, ${without} without one`);
  }
  for (const { value, count } of corpus.sources.slice(0, SHOWN_SOURCES))
    output.data(`  source ${printable(value)}: ${grouped(count)}`);
  return EXIT.ok;
}
