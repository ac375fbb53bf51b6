import { Option, type Command } from 'commander';
import type { ExportFormat, ExportOperation, ExportReport } from '../../../schemas/curation/export.ts';
import {
  isGzipName,
  WRITTEN_ENDINGS_TEXT,
  WRITTEN_FORMATS,
  writtenFormatOfName,
  type WrittenFormat,
} from '../../../schemas/file-formats.ts';
import type { JobKind } from '../../../schemas/api/jobs.ts';
import { ColumnMap, LayoutName } from '../../../schemas/layout.ts';
import { SpaceName } from '../../../schemas/record.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import type { CommandContext } from '../command.ts';
import { withMapColumns } from '../files/map-option.ts';
import { downloadAs, runCuration } from '../run-curation.ts';
import { jobKinds, lastJob } from '../last-job.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Output } from '../print/output.ts';
import { formatCount, plural } from '../print/text.ts';
import type { Start } from '../start.ts';

interface ExportFlags {
  /** The file to write. */
  readonly out: string;
  readonly format?: WrittenFormat;
  readonly atlas?: boolean;
  readonly layout?: LayoutName;
  readonly columns?: string;
  readonly map?: string;
  readonly marks?: readonly string[];
  readonly last?: readonly JobKind[];
  readonly apply?: boolean;
  readonly space?: SpaceName;
}

export function register(command: Command, start: Start): void {
  command
    .requiredOption('--out <file>', `ends in ${WRITTEN_ENDINGS_TEXT}`)
    .addOption(
      new Option('--format <format>', 'format (default: by the ending of the file)').choices(WRITTEN_FORMATS),
    )
    .option('--atlas', 'Parquet for Embedding Atlas: a place on a plane, neighbours and labels')
    .addOption(
      new Option('--layout <layout>', 'layout of all rows (default: as they came)').choices(
        LayoutName.options,
      ),
    )
    .option('--columns <json>', 'column map for the layout columns, as for ingest')
    .option(
      '--map <file|name>',
      'column map in a file, or the name of a shipped one: rows are written in its columns',
    )
    .option('--marks <job...>', 'write what these jobs said about each record beside it')
    .option(
      '--last <kind>',
      'marks of the last job of this kind on the corpus, such as dedup, instead of an id; repeatable',
      jobKinds,
    )
    .option('--apply', 'leave out the records that they do not keep')
    .addOption(
      new Option('--space <space>', 'the space that --atlas shows (default: task)').choices(
        SpaceName.options,
      ),
    )
    .action(start(exportCorpus));
}

/** Writes a corpus into a file. The ending of its name tells the format. */
async function exportCorpus(context: CommandContext, corpus: string, given: ExportFlags): Promise<ExitCode> {
  const flags = await withMapColumns(given);
  const print = (report: ExportReport, output: Output): void => printExport(report, output, flags);
  return runCuration(
    context,
    {
      kind: 'export',
      corpus,
      body: exportRequest(flags),
      ...(flags.last !== undefined && { complete: (client) => withLastMarks(client, corpus, flags) }),
      print,
      save: (client, job, { file }) => downloadAs(client, job, file, flags.out),
    },
    { wait: true },
  );
}

/** The request with the marks of the last jobs of the kinds that were named. */
async function withLastMarks(client: Client, corpus: string, flags: ExportFlags): Promise<object> {
  const marks = [...(flags.marks ?? [])];
  for (const kind of flags.last ?? []) marks.push((await lastJob(client, { kind, corpus, marks: true })).id);
  return exportRequest({ ...flags, marks });
}

/**
 * Makes the request to the service from the options.
 * @throws CliError when the name of the file does not end in a format that can be written
 */
export function exportRequest(flags: ExportFlags): Omit<Partial<ExportOperation>, 'kind'> {
  const { layout, columns, marks, apply, space } = flags;
  const gzip = isGzipName(flags.out);
  return {
    format: formatOf(flags),
    ...(gzip && { gzip }),
    ...(layout !== undefined && { layout }),
    ...(columns !== undefined && { columns: columnMap(columns) }),
    ...(marks !== undefined && { marks: [...marks] }),
    ...(apply === true && { apply }),
    ...(space !== undefined && { space }),
  };
}

function formatOf({ out, format, atlas }: ExportFlags): ExportFormat {
  if (atlas === true) return 'atlas';
  const found = format ?? writtenFormatOfName(out);
  if (found !== null) return found;
  throw new CliError(`--out: "${out}" must end in ${WRITTEN_ENDINGS_TEXT}, or give --format`, EXIT.usage);
}

function columnMap(text: string): ColumnMap {
  try {
    return ColumnMap.parse(JSON.parse(text));
  } catch (cause) {
    const message = '--columns: write it as {"instruction":"name of the column"}';
    throw new CliError(message, EXIT.usage, { cause });
  }
}

function printExport(report: ExportReport, output: Output, { out, atlas }: ExportFlags): void {
  const { rows, bytes, dropped, unmarked, replaced, without_origin } = report;
  output.data(`${plural(rows, 'row')} in ${out}, ${formatCount(bytes)} bytes`);
  if (dropped > 0) output.data(`${plural(dropped, 'row')} left out, as marks say`);
  if (unmarked > 0) output.warn(`${plural(unmarked, 'row')} came after the jobs whose marks were asked for`);
  const { numbers = 0, bytes: binary = 0, texts = 0 } = replaced ?? {};
  if (numbers > 0)
    output.warn(
      `${plural(numbers, 'value')} NaN or infinite: the format has no such numbers, so they are empty`,
    );
  if (binary > 0) output.warn(`${plural(binary, 'value')} of bytes written as base64: Parquet keeps bytes`);
  if (texts > 0)
    output.warn(`${plural(texts, 'text')} with characters that the format lacks: U+FFFD is in their place`);
  if (without_origin > 0) {
    output.warn(
      `${plural(without_origin, 'row')} stored before Kindred remembered how rows lay in their files: written as ` +
        'Alpaca, in no order; pass --layout for another one',
    );
  }
  if (atlas === true) {
    output.note(
      `embedding-atlas ${out} --text text --x projection_x --y projection_y --neighbors __neighbors`,
    );
  }
}
