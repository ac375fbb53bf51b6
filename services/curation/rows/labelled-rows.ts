import type { InstructionRecord, SpaceName } from '../../../schemas/record.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { embeddingText } from '../../corpus/embedding-text.ts';
import { excerptOf } from './excerpt.ts';
import { loadRows } from './load-rows.ts';
import type { CorpusRows } from './load-rows.ts';
import type { CurationContext } from '../operation.ts';
import type { TaskRows } from './task-membership.ts';

/** Rows of one corpus with what comparisons need of the records. */
export interface LabelledRows<S extends SpaceName = SpaceName> extends CorpusRows<S> {
  readonly corpus: string;
  readonly labels: readonly (string | null)[];
  readonly hashes: readonly string[];
  /** Instruction and input, as they are embedded. */
  readonly texts: readonly string[];
}

/** Reads one corpus. @throws KindredError `not_found` when nothing is left of it, those of the store */
export async function loadLabelledRows<S extends SpaceName>(
  corpus: string,
  spaces: readonly S[],
  { encoding, signal, report }: CurationContext,
  onRecord?: (record: InstructionRecord, row: number) => void,
): Promise<LabelledRows<S>> {
  const labels: (string | null)[] = [];
  const hashes: string[] = [];
  const texts: string[] = [];
  const rows = await loadRows(encoding.store, [corpus], {
    spaces,
    signal,
    report: (_, done, total) => report(`reading ${corpus}`, done, total),
    onRecord: (record, row) => {
      labels.push(record.label?.name ?? null);
      hashes.push(record.text_hash);
      texts.push(embeddingText(record));
      onRecord?.(record, row);
    },
  });
  if (rows.ids.length === 0) {
    throw new KindredError(
      'not_found',
      `Corpus '${corpus}' has no records any more: it was deleted meanwhile.`,
    );
  }
  return { ...rows, corpus, labels, hashes, texts };
}

/** The rows as their tasks are compared. */
export function tasksOf({ labels, points }: LabelledRows<'task'>): TaskRows {
  return { labels, task: points.task };
}

/** A row as an example of a report. */
export function exampleOf(
  { ids, texts }: Pick<LabelledRows, 'ids' | 'texts'>,
  row: number,
): { id: string; text: string } {
  return { id: ids[row] ?? '', text: excerptOf(texts[row] ?? '') };
}
