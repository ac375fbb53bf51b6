import { Option, type Command } from 'commander';
import {
  ExportLayout,
  type ExportFormat,
  type ExportOperation,
  type ExportReport,
} from '../../../schemas/curation/export.ts';
import type { RecordFilter } from '../../../schemas/filter.ts';
import {
  isGzipName,
  WRITTEN_ENDINGS_TEXT,
  WRITTEN_FORMATS,
  writtenFormatOfName,
  type WrittenFormat,
} from '../../../schemas/file-formats.ts';
import { ColumnMap } from '../../../schemas/layout.ts';
import type { JobKind } from '../../../schemas/api/jobs.ts';
import { SpaceName } from '../../../schemas/record.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import type { CommandContext } from '../command.ts';
import { withMapColumns } from '../files/map-option.ts';
import { jobKinds, lastJob } from '../last-job.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { jsonOf } from '../json-option.ts';
import { addToDatasetInfo } from '../files/dataset-info.ts';
import { printExport } from '../print/export-report.ts';
import { runCuration } from '../run-curation.ts';
import { saveExport } from '../../../clients/typescript/src/files/save-result.ts';
import { sourceParts } from '../source-parts.ts';
import type { Start } from '../start.ts';

export interface ExportFlags {
  /** The file to write. */
  readonly out: string;
  readonly format?: WrittenFormat;
  readonly atlas?: boolean;
  readonly layout?: ExportLayout;
  readonly columns?: string;
  readonly map?: string;
  readonly plain?: boolean;
  readonly ranking?: boolean;
  readonly lossy?: boolean;
  readonly withMetadata?: boolean;
  readonly filter?: string;
  readonly by?: 'source';
  readonly datasetInfo?: boolean;
  readonly axolotl?: boolean;
  readonly escapeFormulas?: boolean;
  readonly marks?: readonly string[];
  readonly last?: readonly JobKind[];
  readonly apply?: boolean;
  readonly withoutMarks?: boolean;
  readonly space?: SpaceName;
}

const LAYOUT_HELP =
  'layout of all rows (default: as they came); alpaca, sharegpt, messages, prompt-completion, prompt-only, preference ' +
  'and kto are for trainers: equal columns, and a list of what does not fit';

export function register(command: Command, start: Start): void {
  command
    .requiredOption('--out <file>', `ends in ${WRITTEN_ENDINGS_TEXT}`)
    .addOption(
      new Option('--format <format>', 'format (default: by the ending of the file)').choices(WRITTEN_FORMATS),
    )
    .option('--atlas', 'Parquet for Embedding Atlas: a place on a plane, neighbours and labels')
    .addOption(new Option('--layout <layout>', LAYOUT_HELP).choices(ExportLayout.options))
    .option('--columns <json>', 'column map for the layout columns, as for ingest')
    .option(
      '--map <file|name>',
      'column map in a file, or the name of a shipped one: rows are written in its columns',
    )
    .option('--plain', 'prompts and answers as texts instead of lists of turns, for trainers')
    .option('--ranking', 'a file of preference pairs, in alpaca and sharegpt (default: when all are pairs)')
    .option('--no-ranking', 'their chosen answers alone')
    .option('--lossy', 'write in part what the layout cannot hold whole')
    .option('--with-metadata', 'the other fields and marks too, in a layout for trainers')
    .option('--dataset-info', 'add the file to the dataset_info.json of its folder, for LLaMA-Factory')
    .option('--axolotl', 'print what the configuration of axolotl needs')
    .option('--filter <json>', 'write only records that fulfil these conditions, as for demos')
    .addOption(new Option('--by <what>', 'a file for each source: OUT.SOURCE.jsonl').choices(['source']))
    .option('--escape-formulas', 'an apostrophe before texts that spreadsheets would run, in CSV and TSV')
    .option('--marks <job...>', 'write what these jobs said about each record beside it')
    .option(
      '--last <kind>',
      'marks of the last job of this kind on the corpus, such as dedup, instead of an id; repeatable',
      jobKinds,
    )
    .option('--apply', 'leave out the records that they do not keep')
    .option('--without-marks', 'with --apply: write nothing beside the rows that stay')
    .addOption(
      new Option('--space <space>', 'the space that --atlas shows (default: task)').choices(
        SpaceName.options,
      ),
    )
    .action(start(exportCorpus));
}

/** Writes a corpus into a file, or into one for each of its sources. The ending of its name tells the format. */
async function exportCorpus(context: CommandContext, corpus: string, given: ExportFlags): Promise<ExitCode> {
  const flags = await withMapColumns(given);
  if (flags.by === undefined) return exportPart(context, corpus, flags);
  if (flags.filter !== undefined)
    throw new CliError('--by makes a filter for each source: leave --filter out', EXIT.usage);
  return context.withService(async (service) => {
    const parts = sourceParts(await service.client.corpus(corpus), flags.out);
    let worst: ExitCode = EXIT.ok;
    for (const { out, filter } of parts) {
      const here: CommandContext = { ...context, withService: (use) => use(service) };
      const code = await exportPart(here, corpus, { ...flags, out, filter: JSON.stringify(filter) });
      if (code === EXIT.failed) return code;
      if (code !== EXIT.ok) worst = code;
    }
    return worst;
  });
}

function exportPart(context: CommandContext, corpus: string, flags: ExportFlags): Promise<ExitCode> {
  return runCuration(
    context,
    {
      kind: 'export',
      corpus,
      body: exportRequest(flags),
      ...(flags.last !== undefined && { complete: (client) => withLastMarks(client, corpus, flags) }),
      print: (report, output) => printExport(report, output, flags),
      save: (client, job, report) => save(client, job, report, flags),
      codeOf: ({ trainers }) =>
        (trainers?.not_expressible ?? 0) > (trainers?.written_in_part ?? 0) ? EXIT.rejected : EXIT.ok,
    },
    { wait: true },
  );
}

/** Saves what was exported, and the entry for LLaMA-Factory where it is asked for. */
async function save(client: Client, job: string, report: ExportReport, flags: ExportFlags): Promise<void> {
  await saveExport(client, job, report, flags.out);
  const entry = report.trainers?.llama_factory ?? null;
  if (flags.datasetInfo === true && entry !== null) await addToDatasetInfo(flags.out, entry);
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
  const { layout, columns, marks, apply, space, plain, ranking, lossy, filter } = flags;
  const gzip = isGzipName(flags.out);
  return {
    format: formatOf(flags),
    ...(gzip && { gzip }),
    ...(layout !== undefined && { layout }),
    ...(columns !== undefined && { columns: columnMap(columns) }),
    ...(plain === true && { plain }),
    ...(ranking !== undefined && { ranking }),
    ...(lossy === true && { lossy }),
    ...(flags.withMetadata === true && { with_metadata: true }),
    ...(filter !== undefined && { filter: jsonOf('--filter', filter) as RecordFilter }),
    ...(flags.escapeFormulas === true && { escape_formulas: true }),
    ...(marks !== undefined && { marks: [...marks] }),
    ...(apply === true && { apply }),
    ...(flags.withoutMarks === true && { without_marks: true }),
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
