import { z } from 'zod';
import { OPERATIONS, OPERATION_KINDS, type OperationKind } from '../curation/operations.ts';
import { KindredError } from '../errors.ts';
import { isGzipName, WRITTEN_ENDINGS_TEXT, writtenFormatOfName } from '../file-formats.ts';
import { ColumnMap, FileFormat, LayoutName } from '../layout.ts';
import { CorpusName } from '../record.ts';

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

/** Where a recipe was read, for the messages about it. */
interface RecipeSource {
  /** The path of its file, or what stands for it. */
  readonly name: string;
  /** The line of a part of it, by the path to that part; null where that is not known. */
  lineOf?(path: readonly PropertyKey[]): number | null;
}

/** A part of a recipe: the path to it, and its name for people. */
class Place {
  readonly source: RecipeSource;
  readonly path: readonly PropertyKey[];
  readonly title: string;

  constructor(source: RecipeSource, path: readonly PropertyKey[] = [], title = '') {
    this.source = source;
    this.path = path;
    this.title = title;
  }

  at(part: string, title = `${this.title} (${part})`): Place {
    return new Place(this.source, [...this.path, part], title);
  }

  /** An error about this part, or about what lies below it. */
  error(message: string, below: readonly PropertyKey[] = []): KindredError {
    const path = [...this.path, ...below];
    const line = this.source.lineOf?.(path) ?? null;
    const where = [
      `${this.source.name}${line === null ? '' : `:${line}`}`,
      this.title,
      below.map(String).join('.'),
    ];
    const field = path.map(String).join('.');
    return new KindredError(
      'invalid_request',
      `${where.filter((part) => part !== '').join(': ')}: ${message}`,
      field === '' ? {} : { field },
    );
  }
}

/**
 * Reads a recipe from the value that its YAML or JSON holds, and checks all its steps.
 * @throws KindredError `invalid_request` when a step is wrong; the message names the line, the step, the field and what is expected
 */
export function recipeSteps(value: unknown, source: RecipeSource): RecipeStep[] {
  const recipe = new Place(source);
  const { steps: written } = checked(RecipeFile, value, recipe);
  const steps: RecipeStep[] = [];
  for (const [index, step] of written.entries())
    steps.push(stepOf(step, new Place(source, ['steps', index], `step ${index + 1}`), steps));
  return steps;
}

function stepOf(
  written: Readonly<Record<string, unknown>>,
  place: Place,
  before: readonly RecipeStep[],
): RecipeStep {
  const { as, ...rest } = written;
  const [command, ...others] = Object.keys(rest);
  const known = `ingest, ${[...kindOfCommand.keys()].join(', ')}`;
  if (command === undefined || others.length > 0)
    throw place.error(`a step is one command with its options, and "as" for its name: ${known}`);
  const name = as === undefined ? command : checked(StepName, as, place.at('as', `${place.title}: as`));
  const options = rest[command] ?? {};
  if (command === 'ingest')
    return { command, name, options: checked(IngestOptions, options, place.at(command)) };
  if (before.some((step) => step.name === name))
    throw place.error(`an earlier step is called ${name}: give this one a name with "as"`);
  const kind = kindOfCommand.get(command);
  if (kind === undefined) throw place.error(`there is no command ${command}; known: ${known}`);
  return operationStep(kind, { command, name, options }, place.at(command), before);
}

interface Given {
  readonly command: string;
  readonly name: string;
  readonly options: unknown;
}

function operationStep(
  kind: OperationKind,
  { command, name, options }: Given,
  place: Place,
  before: readonly RecipeStep[],
): OperationStep {
  const { route } = OPERATIONS[kind];
  const isAboutOne = route.path.includes('{name}');
  const Options = z.looseObject({
    out: kind === 'export' ? z.string().min(1) : z.string().min(1).optional(),
    ...(isAboutOne && { corpus: CorpusName }),
  });
  const { out, ...given } = checked(Options, options, place);
  const { corpus, ...asked } = isAboutOne ? given : { ...given, corpus: undefined };
  const body = kind === 'export' && out !== undefined ? { ...writtenAs(out, place), ...asked } : asked;
  const known = new Set(before.map((step) => step.name));
  const whole = withJobs(body, (step) => (known.has(step) ? SOME_JOB : step));
  checked(route.request as z.ZodType, whole, place);
  return { command, name, kind, corpus: typeof corpus === 'string' ? corpus : null, body, out: out ?? null };
}

/** The format of a file by the ending of its name. */
function writtenAs(out: string, place: Place): object {
  const format = writtenFormatOfName(out);
  if (format === null) throw place.error(`"${out}" must end in ${WRITTEN_ENDINGS_TEXT}`, ['out']);
  return { format, ...(isGzipName(out) && { gzip: true }) };
}

/** What a step says beside its place, for its fingerprint. */
export function saidOf({ name, kind, corpus, body, out }: OperationStep): object {
  return { name, kind, corpus, body, out };
}

/** What an ingestion says of one of its files, whose bytes stand for it wherever it lies. */
export function saidOfFile({ name, options }: IngestStep, file: string, sha256: string): object {
  return { name, options: { ...options, files: null }, file, sha256 };
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

function checked<S extends z.ZodType>(schema: S, value: unknown, place: Place): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const known =
    issue?.code === 'unrecognized_keys' && schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const message = issue?.message ?? 'not valid';
  throw place.error(known.length === 0 ? message : `${message}; known: ${known.join(', ')}`, issue?.path);
}
