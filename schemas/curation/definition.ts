import { z } from 'zod';
import type { CorpusName } from '../record.ts';

export const MarksCorpus = z
  .string()
  .nullable()
  .describe('The corpus whose records `marks.jsonl` has a line for; null when there is no such file.');

export const NeighbourRecall = z
  .number()
  .min(0)
  .max(1)
  .optional()
  .describe(
    'The share of the true nearest neighbours that the graph has, measured on 1,024 records. Left out where every record was compared ' +
      'with every other one, as it is up to 250,000 of them.',
  );

/** A corpus that an operation reads, and the field of the request that names it. */
export interface NamedCorpus {
  readonly name: z.infer<typeof CorpusName>;
  readonly field: string;
}

/** An earlier job whose marks an operation reads, and the field of the request that names it. */
export interface NamedMarks {
  readonly job: string;
  readonly field: string;
}

type WithoutKind<O> = Omit<O, 'kind'>;

/**
 * Everything that defines one kind of operation. Routes, OpenAPI names, the unions of operations and reports, and the
 * names of result files derive from it.
 */
export interface OperationDefinition<
  K extends string,
  Operation extends z.ZodObject<{ kind: z.ZodLiteral<K> }>,
  Report extends z.ZodObject<{ kind: z.ZodLiteral<K> }>,
  File extends string,
> {
  /** The command of the command line that starts the operation. */
  readonly command: string;
  /** The schema of the operation, in the form in which it is stored with the job. */
  readonly operation: Operation;
  /** The schema of the report, in `report.json` and in the answer of GET /v1/jobs/{id}/report. */
  readonly report: Report;
  /** Parts of the report and of the request that have a name of their own in the OpenAPI document. */
  readonly parts: Readonly<Record<string, z.ZodType>>;
  /** The names of the files that the operation may leave besides `report.json`. */
  readonly files: readonly File[];
  readonly route: {
    /** The path. It contains `{name}` when the operation is about one corpus, which the path then names. */
    readonly path: `/v1/${string}`;
    readonly operationId: string;
    readonly summary: string;
    readonly description: string;
    /** The body of the request: the operation without its kind, and with the checks on fields that go together. */
    readonly request: z.ZodType<WithoutKind<z.output<Operation>>, WithoutKind<z.input<Operation>>>;
    readonly examples: Readonly<Record<string, WithoutKind<z.input<Operation>>>>;
  };
  /**
   * The corpora that the operation reads besides the one in its path. When its path names none, these are all its
   * corpora, and the first is the one that it is about.
   */
  corpora(this: void, operation: WithoutKind<z.output<Operation>>): readonly NamedCorpus[];
  /**
   * Set when the corpus in the path may not be named again in the body, because it would be compared with itself. Requests
   * that name all their corpora in the body say so in their schema.
   */
  readonly distinctCorpora?: true;
  /** The corpus whose records `marks.jsonl` describes; null when the operation leaves no marks. */
  marksCorpus(this: void, operation: WithoutKind<z.output<Operation>>, about: string): string | null;
  /** The earlier jobs whose marks are read. Their marks must be on the corpus that the operation is about. */
  marksRead?(this: void, operation: WithoutKind<z.output<Operation>>): readonly NamedMarks[];
}

/** The message for a field that names a corpus which another field names already. */
export const NAME_ANOTHER_CORPUS = 'name another corpus: one beside itself is alike';

/** Returns the definition unchanged. It lets TypeScript infer the types of one definition. */
export function defineOperation<
  const K extends string,
  Operation extends z.ZodObject<{ kind: z.ZodLiteral<K> }>,
  Report extends z.ZodObject<{ kind: z.ZodLiteral<K> }>,
  const File extends string,
>(
  definition: OperationDefinition<K, Operation, Report, File>,
): OperationDefinition<K, Operation, Report, File> {
  return definition;
}
