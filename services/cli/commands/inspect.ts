import { Option, type Command } from 'commander';
import { ColumnMap, LayoutName, type FileFormat } from '../../../schemas/layout.ts';
import { FORMAT_NAMES } from '../../../schemas/file-formats.ts';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { withMapFile } from '../files/map-option.ts';
import { describeArgument, wholeNumber } from '../options.ts';
import { inspectionLines } from '../print/inspection-lines.ts';
import type { Start } from '../start.ts';
import { findFile, STANDARD_INPUT } from '../../../clients/typescript/src/files/find-files.ts';

interface InspectFlags {
  readonly format?: FileFormat;
  readonly layout?: LayoutName;
  readonly columns?: string;
  readonly map?: string;
  readonly rows?: string;
  readonly show: number;
}

export function register(command: Command, start: Start): void {
  describeArgument(command, 'any file that can be ingested')
    .addOption(
      new Option('--format <format>', 'format of the file (default: detected)').choices(FORMAT_NAMES),
    )
    .addOption(
      new Option('--layout <layout>', 'layout of the rows (default: detected)').choices(LayoutName.options),
    )
    .option('--columns <json>', 'column map, as for ingest')
    .option('--map <file|name>', 'column map in a file, or the name of a shipped one, as for ingest')
    .option('--rows <path>', 'the list that holds the rows of a JSON file, such as data.items')
    .option('--show <n>', 'how many rows to show', wholeNumber(0), 3)
    .action(start(inspect));
}

/** Shows how the first rows of a file would be read, and what of them would not. Nothing is stored, and no service started. */
async function inspect({ output }: CommandContext, arg: string, flags: InspectFlags): Promise<ExitCode> {
  const { path, name: file } = await findFile(arg);
  if (path === STANDARD_INPUT)
    throw new CliError('inspect reads a file twice, so it takes none from standard input: save it first.');
  const { format, layout, columns, map, rows } = await withMapFile(flags);
  const { inspectFile } = await import('../../offline-tools.ts');
  const options = {
    ...(format !== undefined && { format }),
    ...(layout !== undefined && { layout }),
    ...(columns !== undefined && { columns: parsedMap(columns) }),
    map,
    rows,
  };
  const report = await inspectFile(path, options, flags.show);
  if (output.json) output.value({ file, ...report });
  else for (const line of inspectionLines(file, report, output)) output.data(line);
  return report.rejected > 0 ? EXIT.rejected : EXIT.ok;
}

function parsedMap(text: string): ColumnMap {
  try {
    return ColumnMap.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError('--columns: write it as {"instruction":"name of the column"}', EXIT.usage, { cause });
  }
}
