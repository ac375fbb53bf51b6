import { z } from 'zod';
import { ResultFileName } from '../curation/operations.ts';
import { ExportReport } from '../curation/export.ts';
import { SpaceName } from '../record.ts';
import { CompressReport } from './compressions.ts';
import { ContaminationReport, CorrelationReport, DiffReport, GapsReport } from './comparison-reports.ts';
import { DeduplicationReport } from './deduplications.ts';
import { GroupTasksReport } from '../curation/group-tasks.ts';
import { JobId } from './jobs.ts';
import { SelectReport } from './selections.ts';

export const CurationAccepted = z.object({
  job: z.string().describe('Follow it under /v1/jobs/{id}; its results are below that address.'),
  corpora: z.array(z.string()).describe('The corpora that are read.'),
  operation: z.string(),
});
export type CurationAccepted = z.infer<typeof CurationAccepted>;

export const ResultFileParams = z.strictObject({ id: JobId, file: ResultFileName });

/** What a finished graph of neighbours is like. */
export const NeighboursReport = z.object({
  kind: z.literal('neighbours'),
  corpora: z.array(z.string()),
  rows: z.int(),
  space: SpaceName,
  k: z.int().describe('Neighbours of each record: fewer than asked for in a small corpus.'),
  nearest: z
    .object({ p05: z.number(), p50: z.number(), p95: z.number() })
    .nullable()
    .describe('Quantiles of the similarity of a record to its nearest neighbour; null below two records.'),
});
export type NeighboursReport = z.infer<typeof NeighboursReport>;

/** What an operation found; `kind` says which it was. */
export const OperationReport = z.discriminatedUnion('kind', [
  NeighboursReport,
  DeduplicationReport,
  SelectReport,
  CompressReport,
  ContaminationReport,
  CorrelationReport,
  GapsReport,
  DiffReport,
  GroupTasksReport,
  ExportReport,
]);
export type OperationReport = z.infer<typeof OperationReport>;
export type ReportOf<K extends OperationReport['kind']> = Extract<OperationReport, { kind: K }>;
