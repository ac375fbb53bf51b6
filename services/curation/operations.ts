import type { CurationOperation, OperationKind } from '../../schemas/curation/operations.ts';
import { compress } from './compress/compress.ts';
import { correlateCorpora } from './correlation/correlate.ts';
import { findDiff } from './diff/find-diff.ts';
import { findTaskGaps } from './gaps/find-gaps.ts';
import { findContamination } from './contamination/find-contamination.ts';
import { deduplicate } from './deduplicate/deduplicate.ts';
import { exportFile } from './export/export-file.ts';
import { groupTasks } from './group-tasks/group-tasks.ts';
import { findNeighbours } from './neighbours/find-neighbours.ts';
import { select } from './select/select.ts';
import type { CurationContext, Operation, Outcome } from './operation.ts';

/** One entry a kind of operation. */
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
  export: exportFile,
};

export function perform(
  corpora: readonly string[],
  operation: CurationOperation,
  context: CurationContext,
): Promise<Outcome> {
  // The table has for each kind the function that takes it, which TypeScript does not follow.
  const performIt = OPERATIONS[operation.kind] as (
    corpora: readonly string[],
    operation: CurationOperation,
    context: CurationContext,
  ) => Promise<Outcome>;
  return performIt(corpora, operation, context);
}
