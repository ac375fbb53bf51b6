import { Option, type Command } from 'commander';
import { RecordSearch, SearchSpace, type SearchResponse } from '../../../schemas/api/records.ts';
import { counted } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { inTermsOfOptions, jsonOf } from '../json-option.ts';
import { describeArgument, number } from '../options.ts';
import type { Output } from '../print/output.ts';
import { workOf } from '../print/record-work.ts';
import { oneLine } from '../print/text.ts';
import type { Start } from '../start.ts';

interface SearchFlags {
  readonly corpus: string;
  readonly like?: string[];
  readonly unlike?: string[];
  readonly space?: SearchSpace;
  readonly filter?: string;
  readonly limit?: number;
  readonly after?: string;
}

const LONGEST_LINE = 110;
const WORK_WIDTH = 60;

export function register(command: Command, start: Start): void {
  describeArgument(command, 'what is looked for; without it and --like all records that pass the filter')
    .requiredOption('--corpus <name>', 'the corpus')
    .option('--like <id...>', 'the ids of records that those looked for are like')
    .option('--unlike <id...>', 'the ids of records that they are unlike')
    .addOption(
      new Option('--space <name>', 'by what they are near (default: fused)').choices(SearchSpace.options),
    )
    .option(
      '--filter <json>',
      'which records, for example \'{"must":[{"key":"metadata.rating","range":{"gte":4}}]}\'',
    )
    .option('--limit <n>', 'how many are shown (default: 10)', number)
    .option('--after <next>', 'the page after the one that ended with this')
    .action(start(search));
}

/** Searches the records of a corpus. */
async function search(
  context: CommandContext,
  text: string | undefined,
  { corpus, filter, ...flags }: SearchFlags,
): Promise<ExitCode> {
  const { output } = context;
  const asked = { text, ...flags, ...(filter !== undefined && { filter: jsonOf('--filter', filter) }) };
  const checked = RecordSearch.safeParse(asked);
  if (!checked.success)
    throw new CliError(inTermsOfOptions(checked.error.issues, { text: 'TEXT' }), EXIT.usage);
  const found = await context.withService(({ client }) => client.search(corpus, checked.data));
  if (output.json) output.value(found);
  else for (const line of hitLines(found, output)) output.data(line);
  const more = found.next === null ? '' : `; the next page: --after ${found.next}`;
  output.note(`${counted(found.hits.length, 'record')}${more}`);
  return EXIT.ok;
}

function hitLines({ hits }: SearchResponse, output: Output): string[] {
  const width = Math.min(output.width, LONGEST_LINE);
  const { ellipsis, arrow } = output.glyphs;
  return hits.flatMap(({ record, scores: { task, content, words } }) => {
    const scores = Object.entries({ task, content, words }).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name} ${value.toFixed(2)}`],
    );
    const asked = [record.instruction, record.input].filter((text) => text !== '').join(' | ');
    return [
      `${output.style('bold', record.id)}  ${output.style('cyan', scores.join('  '))}  ${oneLine(workOf(record), WORK_WIDTH, ellipsis)}`,
      `    ${oneLine(asked, width - 4, ellipsis)}`,
      `    ${output.style('dim', `${arrow} ${oneLine(record.output, width - 5 - arrow.length, ellipsis)}`)}`,
    ];
  });
}
