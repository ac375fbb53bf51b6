import { z } from 'zod';
import { CompressOperation } from './compress.ts';
import { ContaminationOperation, CorrelationOperation, DiffOperation, GapsOperation } from './same-task.ts';
import { DeduplicateOperation } from './deduplicate.ts';
import { CorpusName, SpaceName } from '../record.ts';
import { SelectOperation } from './select.ts';
import { EXPORT_FILES, ExportOperation } from './export.ts';
import { GroupTasksOperation } from './group-tasks.ts';

/** Corpora that one operation may read. */
const MAX_CORPORA = 50;

/** Builds, or brings up to date, the graph of nearest neighbours that other operations use. */
export const NeighboursOperation = z.strictObject({
  kind: z.literal('neighbours'),
  space: SpaceName.default('task').describe('The space whose distances count.'),
  k: z.int().min(1).max(100).default(32).describe('Neighbours of each record.'),
});
export type NeighboursOperation = z.infer<typeof NeighboursOperation>;

/** What can be done with whole corpora. */
export const CurationOperation = z.discriminatedUnion('kind', [
  NeighboursOperation,
  DeduplicateOperation,
  SelectOperation,
  CompressOperation,
  ContaminationOperation,
  CorrelationOperation,
  GapsOperation,
  DiffOperation,
  GroupTasksOperation,
  ExportOperation,
]);
export type CurationOperation = z.infer<typeof CurationOperation>;
export type OperationKind = CurationOperation['kind'];
export type OperationOf<K extends OperationKind> = Extract<CurationOperation, { kind: K }>;

/** The files that an operation may leave behind; a request names one of these and never a path. */
export const ResultFileName = z.enum([
  'report.json',
  'marks.jsonl',
  'manifest.json',
  'coverage.svg',
  'pairs.jsonl',
  'conflicts.jsonl',
  'bench.jsonl',
  'tasks.jsonl',
  'rows.jsonl',
  'heatmap.svg',
  'heatmap.png',
  'groups.jsonl',
  'suspects.jsonl',
  ...EXPORT_FILES,
]);
export type ResultFileName = z.infer<typeof ResultFileName>;

export const ResultFile = z.object({ name: ResultFileName, bytes: z.int().min(0) });
export type ResultFile = z.infer<typeof ResultFile>;

export const CuratePayload = z.object({
  corpora: z
    .array(CorpusName)
    .min(1)
    .max(MAX_CORPORA)
    .describe('All that are read; the first is the one it is about.'),
  operation: CurationOperation,
});
export type CuratePayload = z.infer<typeof CuratePayload>;

export const CurateProgress = z.object({
  stage: z.string().describe('What is being done.'),
  done: z.int().min(0),
  total: z.int().min(0).nullable(),
  since: z.int().describe('When this stage began, in milliseconds since the epoch.'),
});
export type CurateProgress = z.infer<typeof CurateProgress>;

export const CurateResult = z.object({
  rows: z.int().min(0).describe('Records that were read.'),
  files: z.array(ResultFile),
});
export type CurateResult = z.infer<typeof CurateResult>;
