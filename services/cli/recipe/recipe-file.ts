import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { OPERATIONS, OPERATION_KINDS, type OperationKind } from '../../../schemas/curation/operations.ts';
import { isGzipName, WRITTEN_ENDINGS_TEXT, writtenFormatOfName } from '../../../schemas/file-formats.ts';
import { ColumnMap, FileFormat, LayoutName } from '../../../schemas/layout.ts';
import { CorpusName } from '../../../schemas/record.ts';
import { CliError, EXIT } from '../exit-codes.ts';

const MAX_RECIPE_BYTES = 1_000_000;
const MAX_STEPS = 100;
/** Stands for the job of an earlier step while a recipe is checked. */
const SOME_JOB = '00000000-0000-4000-8000-000000000000';

const StepName = z
  .string()
  .regex(/^[A-Za-z][\w-]{0,63}$/, 'a name begins with a letter, and has letters, digits, - and _');

const IngestOptions = z.strictObject({
  corpus: CorpusName,
  files: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(1_000)]),
  format: FileFormat.optional(),
  layout: LayoutName.optional(),
  columns: ColumnMap.optional(),
  map: z.string().optional(),
  rows: z.string().optional(),
  source: z.string().optional(),
  split: z.string().optional(),
});
type IngestOptions = z.infer<typeof IngestOptions>;

/** Reads files into a corpus. */
export interface IngestStep {
  readonly command: 'ingest';
  readonly name: string;
  readonly options: IngestOptions;
}

/** Starts an operation, and writes what it made to `out` when that is given. */
export interface OperationStep {
  readonly command: string;
  readonly name: string;
  readonly kind: OperationKind;
  /** The corpus that the operation is about; null when the body names all its corpora. */
  readonly corpus: string | null;
  /** The request to the service. Names of earlier steps stand for their jobs. */
  readonly body: Readonly<Record<string, unknown>>;
  /** A folder, or for `export` a file, from the folder of the recipe on. */
  readonly out: string | null;
}

export type RecipeStep = IngestStep | OperationStep;

const RecipeFile = z.strictObject({
  steps: z.array(z.record(z.string(), z.unknown())).min(1).max(MAX_STEPS),
});

const kindOfCommand = new Map(OPERATION_KINDS.map((kind) => [OPERATIONS[kind].command, kind] as const));

/**
 * Reads a recipe and checks all its steps.
 * @throws CliError when it can't be read, or a step is wrong; the message names the step, the field and what is expected
 */
export async function readRecipe(path: string): Promise<RecipeStep[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CliError(`${path} can't be read`, EXIT.usage, { cause });
  });
  if (text.length > MAX_RECIPE_BYTES) throw new CliError(`${path} is too long for a recipe`, EXIT.usage);
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    throw new CliError(`${path}: ${cause instanceof Error ? cause.message : 'no YAML'}`, EXIT.usage, {
      cause,
    });
  }
  const { steps: written } = checked(RecipeFile, value, path);
  const steps: RecipeStep[] = [];
  for (const [place, step] of written.entries())
    steps.push(stepOf(step, `${path}: step ${place + 1}`, steps));
  return steps;
}

function stepOf(
  written: Readonly<Record<string, unknown>>,
  where: string,
  before: readonly RecipeStep[],
): RecipeStep {
  const { as, ...rest } = written;
  const [command, ...others] = Object.keys(rest);
  const known = `ingest, ${[...kindOfCommand.keys()].join(', ')}`;
  if (command === undefined || others.length > 0)
    throw new CliError(
      `${where}: a step is one command with its options, and "as" for its name: ${known}`,
      EXIT.usage,
    );
  const name = as === undefined ? command : checked(StepName, as, `${where}: as`);
  if (command === 'ingest')
    return { command, name, options: checked(IngestOptions, rest[command], `${where} (ingest)`) };
  if (before.some((step) => step.name === name))
    throw new CliError(
      `${where}: an earlier step is called ${name}: give this one a name with "as"`,
      EXIT.usage,
    );
  const kind = kindOfCommand.get(command);
  if (kind === undefined)
    throw new CliError(`${where}: there is no command ${command}; known: ${known}`, EXIT.usage);
  return operationStep(kind, { command, name, options: rest[command] ?? {} }, where, before);
}

interface Given {
  readonly command: string;
  readonly name: string;
  readonly options: unknown;
}

function operationStep(
  kind: OperationKind,
  { command, name, options }: Given,
  where: string,
  before: readonly RecipeStep[],
): OperationStep {
  const { route } = OPERATIONS[kind];
  const isAboutOne = route.path.includes('{name}');
  const Options = z.looseObject({
    out: kind === 'export' ? z.string().min(1) : z.string().min(1).optional(),
    ...(isAboutOne && { corpus: CorpusName }),
  });
  const { out, ...given } = checked(Options, options, `${where} (${command})`);
  const { corpus, ...asked } = isAboutOne ? given : { ...given, corpus: undefined };
  const body =
    kind === 'export' && out !== undefined ? { ...writtenAs(out, `${where} (${command})`), ...asked } : asked;
  const known = new Set(before.map((step) => step.name));
  const whole = withJobs(body, (step) => (known.has(step) ? SOME_JOB : step));
  checked(route.request as z.ZodType, whole, `${where} (${command})`);
  return { command, name, kind, corpus: typeof corpus === 'string' ? corpus : null, body, out: out ?? null };
}

/** The format of a file by the ending of its name. */
function writtenAs(out: string, where: string): object {
  const format = writtenFormatOfName(out);
  if (format === null)
    throw new CliError(`${where}: out: "${out}" must end in ${WRITTEN_ENDINGS_TEXT}`, EXIT.usage);
  return { format, ...(isGzipName(out) && { gzip: true }) };
}

/** A request in which the jobs of `marks` and `job` are looked up: names of steps stand for them. */
export function withJobs(
  body: Readonly<Record<string, unknown>>,
  jobOf: (step: string) => string,
): Record<string, unknown> {
  const look = (key: string, value: unknown): unknown => {
    if (key === 'job' && typeof value === 'string') return jobOf(value);
    if (Array.isArray(value))
      return value.map((one: unknown) =>
        key === 'marks' && typeof one === 'string' ? jobOf(one) : look('', one),
      );
    if (typeof value === 'object' && value !== null) return withJobs(value as Record<string, unknown>, jobOf);
    return value;
  };
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, look(key, value)]));
}

function checked<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.') ?? '';
  throw new CliError(
    `${where}: ${field === '' ? '' : `${field}: `}${issue?.message ?? 'not valid'}`,
    EXIT.usage,
  );
}
