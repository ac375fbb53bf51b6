import type { InstructionRecord, SpaceName } from '../../../schemas/record.ts';
import type { Points } from '../../analysis/points.ts';
import type { RecordStore } from '../../store/port.ts';
import { pagesOf } from '../../store/walk-records.ts';
import type { ReportProgress } from '../operation.ts';

export interface LoadOptions<S extends SpaceName> {
  /** The spaces whose vectors are kept; each takes four bytes a dimension and record. */
  readonly spaces: readonly S[];
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
  /** Called once with every record, in the order of the rows; the records themselves are not kept. */
  readonly onRecord?: (record: InstructionRecord, row: number) => void;
}

/** The records of corpora as rows, in the order of their ids. */
export interface CorpusRows<S extends SpaceName = SpaceName> {
  readonly ids: readonly string[];
  readonly points: Readonly<Record<S, Points>>;
}

/**
 * Reads every record of `corpora`, page by page, and keeps their ids and the vectors that were asked for. Records that
 * are added while it reads may be missed.
 * @throws KindredError `store_unavailable` when the store fails
 * @throws the signal's reason when aborted
 */
export async function loadRows<S extends SpaceName>(
  store: Pick<RecordStore, 'scroll' | 'count' | 'signature'>,
  corpora: readonly string[],
  { spaces, signal, report, onRecord }: LoadOptions<S>,
): Promise<CorpusRows<S>> {
  const total = await store.count({ corpora });
  const columns = spaces.map((space) => {
    const dimensions = store.signature.dimensions[space];
    return { space, dimensions, values: new Float32Array(total * dimensions) };
  });
  const ids: string[] = [];
  report('reading', 0, total);
  for await (const page of pagesOf(store, signal, { corpora })) {
    for (const { record, vectors } of page) {
      // Records that were added after the count have no room here; the next run reads them.
      if (ids.length === total) break;
      for (const { space, dimensions, values } of columns)
        values.set(vectors[space], ids.length * dimensions);
      onRecord?.(record, ids.length);
      ids.push(record.id);
    }
    report('reading', ids.length, total);
  }
  const points = columns.map(({ space, dimensions, values }) => [
    space,
    { rows: ids.length, dimensions, values: values.subarray(0, ids.length * dimensions) },
  ]);
  return { ids, points: Object.fromEntries(points) as Record<S, Points> };
}
