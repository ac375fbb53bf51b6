import { Option, type Command } from 'commander';
import { DeduplicateRequest, type DeduplicateOperation } from '../../../schemas/curation/deduplicate.ts';
import {
  isGzipName,
  READ_COMPRESSIONS_TEXT,
  READ_FORMATS_TEXT,
  WRITTEN_ENDINGS_TEXT,
  WRITTEN_FORMATS,
  writtenFormatOfName,
  type WrittenFormat,
} from '../../../schemas/file-formats.ts';
import { ColumnMap, type FileFormat, type LayoutName } from '../../../schemas/layout.ts';
import { grouped } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { addDedupOptions, dedupRequest, type DedupOptions } from '../dedup-options.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import {
  findFile,
  STANDARD_INPUT,
  type FoundFile,
} from '../../../clients/typescript/src/files/find-files.ts';
import { withMapFile } from '../files/map-option.ts';
import { describeArgument } from '../options.ts';
import { printClean } from '../print/clean-report.ts';
import { notesEvery } from '../print/progress.ts';
import { addReadingOptions } from '../reading-options.ts';
import type { Start } from '../start.ts';
import type { CleanRequest } from '../../offline-clean.ts';

interface CleanFlags extends DedupOptions {
  readonly out: string;
  readonly as?: WrittenFormat;
  readonly drops?: string;
  readonly static?: boolean;
  readonly format?: FileFormat;
  readonly layout?: LayoutName;
  readonly columns?: string;
  readonly map?: string;
  readonly rows?: string;
  readonly source?: string;
  readonly split?: string;
}

export function register(command: Command, start: Start): void {
  describeArgument(command, `${READ_FORMATS_TEXT}, ${READ_COMPRESSIONS_TEXT}`);
  command
    .requiredOption('--out <file>', `ends in ${WRITTEN_ENDINGS_TEXT}`)
    .addOption(
      new Option('--as <format>', 'format to write (default: by the ending of --out)').choices(
        WRITTEN_FORMATS,
      ),
    )
    .option(
      '--static',
      'find pairs by letters and static vectors, and embed only rows of pairs that words leave open: much faster, finds a little less',
    )
    .option('--drops <file>', 'write what is dropped, the row that stands for it, and why: one JSON a line');
  addDedupOptions(addReadingOptions(command)).action(start(clean));
}

/** Writes the rows of a file for which no other row stands. Nothing is stored, and no service started. */
async function clean(context: CommandContext, arg: string, flags: CleanFlags): Promise<ExitCode> {
  const { output, environment, signal } = context;
  const { path, name, split } = await findFile(arg);
  if (path === STANDARD_INPUT)
    throw new CliError('clean reads a file twice, so it takes none from standard input: save it first.');
  const operation = operationOf(flags);
  const { out, drops = null } = flags;
  const reading = await readingOf(split, flags);
  const { cleanInto } = await import('../../offline-clean.ts');
  const note = notesEvery(output);
  const report = await cleanInto(
    {
      ...{ path, file: name, reading, environment, operation, drops },
      mode: flags.static === true ? 'static' : 'full',
      out: { path: out, format: formatOf(flags), gzip: isGzipName(out) },
    },
    {
      signal,
      report: (stage, done, total) =>
        note(`${name}: ${stage} ${grouped(done)}${total === null ? '' : ` of ${grouped(total)}`}`),
    },
  );
  if (output.json) output.value(report);
  else printClean(report, drops, output);
  return report.rejected > 0 ? EXIT.rejected : EXIT.ok;
}

/** @throws CliError when an option has a value that deduplication does not take */
function operationOf(flags: CleanFlags): DeduplicateOperation {
  const parsed = DeduplicateRequest.safeParse(dedupRequest(flags));
  if (parsed.success) return { kind: 'deduplicate', ...parsed.data };
  const [issue] = parsed.error.issues;
  throw new CliError(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, EXIT.usage);
}

async function readingOf(split: FoundFile['split'], flags: CleanFlags): Promise<CleanRequest['reading']> {
  const { format, layout, columns, map, rows, source, ...others } = await withMapFile(flags);
  return {
    ...(format !== undefined && { format }),
    ...(layout !== undefined && { layout }),
    ...(columns !== undefined && { columns: columnsOf(columns) }),
    ...{ map, rows, source, split: others.split ?? split },
  };
}

function columnsOf(text: string): ColumnMap {
  try {
    return ColumnMap.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError('--columns: write it as {"instruction":"name of the column"}', EXIT.usage, { cause });
  }
}

function formatOf({ out, as }: CleanFlags): WrittenFormat {
  const found = as ?? writtenFormatOfName(out);
  if (found !== null) return found;
  throw new CliError(`--out: "${out}" must end in ${WRITTEN_ENDINGS_TEXT}, or give --as`, EXIT.usage);
}
