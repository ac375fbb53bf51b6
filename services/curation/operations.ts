import { marksCorpusOf } from '../../schemas/curation/operations.ts';
import type { CurationOperation, OperationKind, OperationReport } from '../../schemas/curation/operations.ts';
import { compress } from './compress/compress.ts';
import { correlateCorpora } from './correlation/correlate.ts';
import { findDiff } from './diff/find-diff.ts';
import { findTaskGaps } from './gaps/find-gaps.ts';
import { findContamination } from './contamination/find-contamination.ts';
import { deduplicate } from './deduplicate/deduplicate.ts';
import { exportFile } from './export/export-file.ts';
import { groupTasks } from './group-tasks/group-tasks.ts';
import { findNeighbours } from './neighbours/find-neighbours.ts';
import { project } from './project/project.ts';
import { select } from './select/select.ts';
import type { CurationContext, Operation, Outcome } from './operation.ts';

/** The outcome of an operation: how many records were read, and the report as it is stored. */
interface PerformedOperation {
  readonly rows: number;
  readonly report: OperationReport;
}

/** The function that performs each kind of operation. */
const OPERATIONS: { readonly [K in OperationKind]: Operation<K> } = {
  neighbours: findNeighbours,
  deduplicate,
  select,
  compress,
  contamination: findContamination,
  correlation: correlateCorpora,
  gaps: findTaskGaps,
  diff: findDiff,
  'group-tasks': groupTasks,
  project,
  export: exportFile,
};

/** Performs an operation, and says in its report on which corpus its marks are. */
export async function perform(
  corpora: readonly string[],
  operation: CurationOperation,
  context: CurationContext,
): Promise<PerformedOperation> {
  // The table holds for each kind the function that takes operations of this kind; TypeScript cannot follow that.
  const performIt = OPERATIONS[operation.kind] as (
    corpora: readonly string[],
    operation: CurationOperation,
    context: CurationContext,
  ) => Promise<Outcome>;
  const { rows, report } = await performIt(corpora, operation, context);
  return { rows, report: { ...report, marks_corpus: marksCorpusOf({ corpora: [...corpora], operation }) } };
}
