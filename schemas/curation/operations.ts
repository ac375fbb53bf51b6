import { z } from 'zod';
import { CorpusName } from '../record.ts';
import { compressDefinition } from './compress.ts';
import type { NamedMarks } from './definition.ts';
import { contaminationDefinition } from './contamination.ts';
import { correlationDefinition } from './correlation.ts';
import { deduplicateDefinition } from './deduplicate.ts';
import { diffDefinition } from './diff.ts';
import { exportDefinition } from './export.ts';
import { gapsDefinition } from './gaps.ts';
import { groupTasksDefinition } from './group-tasks.ts';
import { neighboursDefinition } from './neighbours.ts';
import { projectDefinition } from './project.ts';
import { selectDefinition } from './select.ts';

/** Most corpora that one operation may read. */
const MAX_CORPORA = 50;

/**
 * The one list of operations on whole corpora, in the order in which the documentation shows them. Routes, OpenAPI
 * names, the unions below and the names of result files derive from it.
 */
export const OPERATIONS = {
  neighbours: neighboursDefinition,
  deduplicate: deduplicateDefinition,
  select: selectDefinition,
  compress: compressDefinition,
  contamination: contaminationDefinition,
  correlation: correlationDefinition,
  gaps: gapsDefinition,
  diff: diffDefinition,
  'group-tasks': groupTasksDefinition,
  project: projectDefinition,
  export: exportDefinition,
} as const;

type Definitions = typeof OPERATIONS;
export type OperationKind = keyof Definitions;
export const OPERATION_KINDS = Object.keys(OPERATIONS) as [OperationKind, ...OperationKind[]];
export type OperationOf<K extends OperationKind> = z.output<Definitions[K]['operation']>;
/** What is sent to start each operation: its fields without its kind; what is left out has its default. */
export type CurationBodies = { [K in OperationKind]: z.input<Definitions[K]['route']['request']> };
export type ReportOf<K extends OperationKind> = z.output<Definitions[K]['report']>;

const [firstDefinition, ...otherDefinitions] = Object.values(OPERATIONS) as [
  Definitions[OperationKind],
  ...Definitions[OperationKind][],
];

export const CurationOperation = z.discriminatedUnion('kind', [
  firstDefinition.operation,
  ...otherDefinitions.map(({ operation }) => operation),
]);
export type CurationOperation = z.infer<typeof CurationOperation>;

/** The report of any operation; `kind` tells which operation it was. */
export const OperationReport = z.discriminatedUnion('kind', [
  firstDefinition.report,
  ...otherDefinitions.map(({ report }) => report),
]);
export type OperationReport = z.infer<typeof OperationReport>;

type ResultName = 'report.json' | Definitions[OperationKind]['files'][number];
const resultNames = new Set<ResultName>(['report.json']);
for (const { files } of Object.values(OPERATIONS)) for (const file of files) resultNames.add(file);

/** The files that an operation may leave behind; a request names one of these and never a path. */
export const ResultFileName = z.enum([...resultNames] as [ResultName, ...ResultName[]]);
export type ResultFileName = z.infer<typeof ResultFileName>;

export const ResultFile = z.object({ name: ResultFileName, bytes: z.int().min(0) });
export type ResultFile = z.infer<typeof ResultFile>;

export const CuratePayload = z.object({
  corpora: z
    .array(CorpusName)
    .min(1)
    .max(MAX_CORPORA)
    .describe('All corpora that are read. The operation is about the first of them.'),
  operation: CurationOperation,
  epochs: z
    .record(CorpusName, z.int().min(0))
    .optional()
    .describe('The epochs of the corpora in which the job was accepted, as far as they were ever deleted.'),
});
export type CuratePayload = z.infer<typeof CuratePayload>;

export const CurateProgress = z.object({
  stage: z.string().describe('The present stage of the operation.'),
  done: z.int().min(0),
  total: z.int().min(0).nullable(),
  since: z.int().describe('The time at which this stage began, in milliseconds since the epoch.'),
});
export type CurateProgress = z.infer<typeof CurateProgress>;

export const CurateResult = z.object({
  rows: z.int().min(0).describe('The number of records that were read.'),
  files: z.array(ResultFile),
  kept_until: z.iso
    .datetime()
    .optional()
    .describe(
      'When the files are removed. Earlier only when somebody deletes them or a corpus that was read, or when all ' +
        'results together are above the limit of the service, and then the oldest go first.',
    ),
});
export type CurateResult = z.infer<typeof CurateResult>;

/** The corpus whose records the marks of an operation describe; null when the operation leaves no marks. */
export function marksCorpusOf({ corpora, operation }: CuratePayload): string | null {
  const [about] = corpora;
  if (about === undefined) throw new Error('This is a bug: an operation is about no corpus.');
  return definitionOf(operation).marksCorpus(operation, about);
}

/** The earlier jobs whose marks an operation reads. */
export function marksReadBy(operation: CurationOperation): readonly NamedMarks[] {
  return definitionOf(operation).marksRead?.(operation) ?? [];
}

interface DefinitionOfAny {
  marksCorpus(this: void, operation: CurationOperation, about: string): string | null;
  marksRead?(this: void, operation: CurationOperation): readonly NamedMarks[];
}

/**
 * The definition of an operation. TypeScript cannot see that the list has for each kind the definition of that kind.
 */
function definitionOf({ kind }: CurationOperation): DefinitionOfAny {
  return OPERATIONS[kind] as DefinitionOfAny;
}
