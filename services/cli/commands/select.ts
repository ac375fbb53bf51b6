import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { CurationBodies } from '../../../schemas/curation/operations.ts';
import { SelectionManifest } from '../../../schemas/curation/select.ts';
import type { TaskBy } from '../../../schemas/curation/same-task.ts';
import { SpaceName } from '../../../schemas/record.ts';
import { SelectionMethod, type RowSet } from '../../../schemas/curation/select.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import type { CommandContext } from '../command.ts';
import { jobKind, lastJob } from '../last-job.ts';
import { runCuration, type CurationFlags } from '../run-curation.ts';
import { CliError, type ExitCode } from '../exit-codes.ts';
import { readTextFile } from '../files/input-file.ts';
import { selectionLines } from '../print/selection-lines.ts';
import { printable } from '../print/text.ts';
import { addCurationOptions, number, taskBy } from '../options.ts';
import type { Start } from '../start.ts';

type SelectBody = CurationBodies['select'];

interface SelectFlags extends CurationFlags {
  readonly budget?: number;
  readonly method?: SelectionMethod;
  readonly space?: SpaceName;
  readonly k?: number;
  readonly seed?: number;
  readonly qualityKey?: string;
  readonly alpha?: number;
  readonly threshold?: number;
  /** The id of a job, or a file with ids of records. */
  readonly initial?: string;
  readonly exclude?: string;
  readonly by?: TaskBy;
  readonly quotaBy?: string;
  readonly quotaMin?: number;
  readonly quotaMax?: number;
  readonly quotaPower?: number;
  readonly target?: string;
  readonly relevance?: number;
  /** The metadata field with vectors of the user. */
  readonly vectorField?: string;
  readonly manifest?: string;
}

export function register(command: Command, start: Start): void {
  addCurationOptions(command)
    .option('--budget <n>', 'rows to take: a count, or a share such as 0.1', number)
    .addOption(
      new Option('--method <name>', 'how rows are taken (default: facility_location)').choices(
        SelectionMethod.options,
      ),
    )
    .addOption(
      new Option('--space <space>', 'whose similarities count (default: task)').choices(SpaceName.options),
    )
    .option('-k <n>', 'neighbours in the graph (default: 32)', number)
    .option('--seed <n>', 'for k_means and random (default: 42)', number)
    .option(
      '--quality-key <field>',
      'for facility_location and threshold: metadata field with a number that is higher for better rows',
    )
    .option('--alpha <share>', 'weight of coverage beside quality (default: 0.7)', number)
    .option('--threshold <similarity>', 'similarity for the method threshold (default: 0.9)', number)
    .option('--initial <job|file>', 'rows taken already: kept by a job (or last:KIND), or ids in a file')
    .option(
      '--exclude <job|file>',
      'rows that are never taken: not kept by a job (or last:KIND), or ids in a file',
    )
    .addOption(taskBy())
    .option('--quota-by <field>', 'groups: task, label, kind, group, source, language or a metadata field')
    .option('--quota-min <n>', 'fewest rows of each group', number)
    .option('--quota-max <n>', 'most rows of each group', number)
    .option('--quota-power <p>', 'shares by size to this power: 1 as in the corpus, 0 all equal', number)
    .option('--target <corpus>', 'take rows near the tasks of this corpus')
    .option(
      '--relevance <weight>',
      'with --target and facility_location: weight of similarity to it (default: 1)',
      number,
    )
    .option('--vector-field <field>', 'with --method round_robin: metadata field with vectors of your own')
    .option('--manifest <file>', 'repeat the selection of this manifest.json exactly')
    .action(start(select));
}

/** Takes a part of a corpus that stands for the whole. */
async function select(context: CommandContext, corpus: string, flags: SelectFlags): Promise<ExitCode> {
  const body = flags.manifest === undefined ? await bodyOf(flags) : await replayOf(flags.manifest);
  return runCuration(
    context,
    {
      kind: 'select',
      corpus,
      body,
      ...(flags.manifest === undefined && {
        complete: (client) => withLastJobs(client, corpus, body, flags),
      }),
      print: (report, output) => {
        for (const line of selectionLines(report, output)) output.data(line);
      },
    },
    flags,
  );
}

async function bodyOf(flags: SelectFlags): Promise<SelectBody> {
  if (flags.budget === undefined) {
    throw new CliError('Say how many rows: --budget 1000, or --budget 0.1 for a tenth.');
  }
  const { budget, method, space, k, seed, alpha, threshold, target, relevance, by } = flags;
  const limits = { minimum: flags.quotaMin, maximum: flags.quotaMax, power: flags.quotaPower };
  const quotas = flags.quotaBy === undefined ? undefined : { by: flags.quotaBy, ...limits };
  const isLimited = Object.values(limits).some((limit) => limit !== undefined);
  if (quotas === undefined && isLimited) throw new CliError('Say what quotas are by: --quota-by kind.');
  return {
    ...{ budget, method, space, k, seed, alpha, threshold, target, relevance, by, quotas },
    quality_key: flags.qualityKey,
    vector_field: flags.vectorField,
    initial_subset: await rowSet(flags.initial),
    exclude: await rowSet(flags.exclude),
  };
}

/** `last:dedup` stands for the last job of that kind which left marks on the corpus. */
const LAST = /^last:(.+)$/;

/** The request with the jobs that `last:KIND` stands for. */
async function withLastJobs(
  client: Client,
  corpus: string,
  body: SelectBody,
  { initial, exclude }: SelectFlags,
): Promise<SelectBody> {
  const last = async (given = ''): Promise<RowSet | undefined> => {
    const kind = LAST.exec(given)?.[1];
    if (kind === undefined) return undefined;
    return { job: (await lastJob(client, { kind: jobKind(kind), corpus, marks: true })).id };
  };
  const [first, never] = [await last(initial), await last(exclude)];
  return { ...body, ...(first && { initial_subset: first }), ...(never && { exclude: never }) };
}

/** Reads the option `--initial` or `--exclude`: the id of a job, or a file with one record id on each line. */
async function rowSet(given: string | undefined): Promise<RowSet | undefined> {
  if (given === undefined) return undefined;
  if (LAST.test(given)) return undefined;
  if (z.uuid().safeParse(given).success) return { job: given };
  return idsIn(await readTextFile(given), given);
}

/**
 * The ids of records in a file, one a line.
 * @throws CliError when a line is none, such as an id of the user's own
 */
export function idsIn(text: string, file: string): string[] {
  const ids = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const wrong = ids.find((id) => !z.uuid().safeParse(id).success);
  if (wrong === undefined) return ids;
  throw new CliError(
    `${file}: "${printable(wrong)}" is no id of a record. Give one a line, as the field "id" of marks.jsonl has them; ` +
      '"kindred records get OWN-ID --corpus CORPUS --by-user-id --json" tells that of an id of your own.',
  );
}

/** The request that repeats the selection of a manifest. The service checks that the result is the same. */
async function replayOf(file: string): Promise<SelectBody> {
  const text = await readTextFile(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CliError(`${file} is not JSON: give the manifest.json of a selection.`);
  }
  const parsed = SelectionManifest.safeParse(value);
  if (!parsed.success) throw new CliError(`${file} is not the manifest.json of a selection.`);
  const { operation, corpus_hash, target_hash, space_id, selected_hash } = parsed.data;
  const body: SelectBody & Partial<Pick<typeof operation, 'kind'>> = { ...operation };
  delete body.kind;
  return { ...body, replays: { corpus_hash, target_hash, space_id, selected_hash } };
}
