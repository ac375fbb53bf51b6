import { Option, type Command } from 'commander';
import type { EmbeddingFileLine } from '../../../schemas/api/embedding-files.ts';
import { FORMAT_NAMES } from '../../../schemas/file-formats.ts';
import { LayoutName } from '../../../schemas/layout.ts';
import { SpaceName } from '../../../schemas/record.ts';
import { counted } from '../../../schemas/counted.ts';
import type { Reading } from '../../../clients/typescript/src/kindred-client.ts';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { bytesOf, findFile } from '../../../clients/typescript/src/files/find-files.ts';
import { floatsOf } from '../files/float-bytes.ts';
import { withMapFile } from '../files/map-option.ts';
import { openVectorFile } from '../files/vector-file.ts';
import type { VectorFile } from '../files/vector-file.ts';
import { describeArgument } from '../options.ts';
import type { Start } from '../start.ts';

const NOTE_INTERVAL_MS = 3_000;

interface EmbedOptions extends Reading {
  readonly space: SpaceName;
  readonly out: string;
  /** True to leave unreadable rows out of a `.npy` file, which has no place for them. */
  readonly skipRejected: boolean;
}

interface Tally {
  rows: number;
  rejected: number;
  truncated: number;
}

export function register(command: Command, start: Start): void {
  describeArgument(command, 'any file that can be ingested; - is standard input')
    .addOption(
      new Option('--space <space>', 'the space of the vectors')
        .choices(SpaceName.options)
        .makeOptionMandatory(),
    )
    .requiredOption('--out <file>', 'ends in .jsonl ({"id","vector"}) or .npy; - is JSON lines on stdout')
    .addOption(
      new Option('--format <format>', 'format of the file (default: detected)').choices(FORMAT_NAMES),
    )
    .addOption(
      new Option('--layout <layout>', 'layout of the rows (default: detected)').choices(LayoutName.options),
    )
    .option('--columns <json>', 'column map, as for ingest')
    .option('--map <file|name>', 'column map in a file, or the name of a shipped one, as for ingest')
    .option(
      '--rows <path>',
      'the list that holds the rows of a JSON file, such as data.items (default: found)',
    )
    .option('--skip-rejected', 'leave unreadable rows out of a .npy file', false)
    .addHelpText(
      'after',
      "\nid is the row's own id, a string, or the number of its line when it has none. A row that can't be read\n" +
        'has {"id":null,"line":N,"error":"…"} in its place, so that line N is row N.',
    )
    .action(start(embed));
}

/** Writes the vector of every row of a file into a file of vectors, in order. An unfinished file is removed. */
async function embed(context: CommandContext, arg: string, options: EmbedOptions): Promise<ExitCode> {
  const { path, name } = await findFile(arg);
  const reading = await withMapFile(options);
  const target = await openVectorFile(options.out, (line) => context.output.data(line));
  try {
    const tally = await context.withService(({ client }) =>
      writeAll(
        context,
        client.embedFile(bytesOf(path), options.space, { name, ...reading }),
        target,
        options,
      ),
    );
    await target.finish();
    return report(context, tally, options.out);
  } catch (error) {
    await target.discard();
    throw error;
  }
}

async function writeAll(
  { output }: CommandContext,
  lines: AsyncIterable<EmbeddingFileLine>,
  target: VectorFile,
  { skipRejected }: EmbedOptions,
): Promise<Tally> {
  const tally: Tally = { rows: 0, rejected: 0, truncated: 0 };
  let lastNote: number | null = null;
  for await (const line of lines) {
    tally.rows += 1;
    lastNote ??= Date.now();
    if (line.id === null) {
      tally.rejected += 1;
      if (!target.takesRejections && !skipRejected) throw noPlaceFor(line.line, line.error);
      if (target.takesRejections) await target.reject(line);
    } else {
      tally.truncated += line.truncated === true ? 1 : 0;
      await target.add(line.id, floatsOf(line.vector));
    }
    if (Date.now() - lastNote >= NOTE_INTERVAL_MS) {
      lastNote = Date.now();
      output.note(`${counted(tally.rows, 'row')} embedded`);
    }
  }
  return tally;
}

function noPlaceFor(line: number, reason: string): CliError {
  return new CliError(
    `Line ${line} could not be read (${reason}), and a .npy file has no place for such a row. Nothing was written: ` +
      'repair the row, write .jsonl, or pass --skip-rejected, which shifts the rows after it.',
  );
}

function report({ output }: CommandContext, tally: Tally, out: string): ExitCode {
  const { rows, rejected, truncated } = tally;
  if (output.json && out !== '-') output.value({ out, rows, embedded: rows - rejected, rejected, truncated });
  output.note(
    `${counted(rows, 'row')}: ${counted(rows - rejected, 'vector')} in ${out === '-' ? 'stdout' : out}` +
      (truncated > 0 ? `, ${counted(truncated, 'text')} cut at the encoder's limit` : ''),
  );
  if (rejected === 0) return EXIT.ok;
  output.warn(`${counted(rejected, 'row')} could not be read`);
  return EXIT.rejected;
}
