import type { InstructionRecord, SpaceName } from '../../../schemas/record.ts';
import type { TaskBy } from '../../../schemas/curation/same-task.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { embeddingText } from '../../corpus/embedding-text.ts';
import { at } from '../../runtime/at.ts';
import { excerptOf } from './excerpt.ts';
import { loadRows } from './load-rows.ts';
import { openingOf } from './opening.ts';
import { sureKind } from './sure-kind.ts';
import type { CorpusRows } from './load-rows.ts';
import type { CurationContext } from '../operation.ts';

/** The rows of one corpus, with what comparisons need of their records. */
export interface LabelledRows<S extends SpaceName = SpaceName> extends CorpusRows<S> {
  readonly corpus: string;
  readonly labels: readonly (string | null)[];
  readonly kinds: readonly (string | null)[];
  /** The kinds that `sureKind` tells. */
  readonly sureKinds: readonly (string | null)[];
  /** What `openingOf` gives of each row; empty when nothing goes by group. */
  readonly openings: readonly string[];
  readonly hashes: readonly string[];
  /** The instruction and input of each row, as the encoder gets them. */
  readonly texts: readonly string[];
}

interface RowReading {
  /** What counts as a task. */
  readonly by?: TaskBy | undefined;
  readonly onRecord?: ((record: InstructionRecord, row: number) => void) | undefined;
}

/**
 * Reads the rows of one corpus.
 * @throws KindredError `not_found` when the corpus has no records any more, `store_unavailable` when the store fails
 */
export async function loadLabelledRows<S extends SpaceName>(
  corpus: string,
  spaces: readonly S[],
  { encoding, signal, report }: CurationContext,
  { by, onRecord }: RowReading = {},
): Promise<LabelledRows<S>> {
  const labels: (string | null)[] = [];
  const kinds: (string | null)[] = [];
  const sureKinds: (string | null)[] = [];
  const openings: string[] = [];
  const hashes: string[] = [];
  const texts: string[] = [];
  const rows = await loadRows(encoding.store, [corpus], {
    spaces,
    signal,
    report: (_, done, total) => report(`reading ${corpus}`, done, total),
    onRecord: (record, row) => {
      labels.push(record.label?.name ?? null);
      kinds.push(record.kind?.name ?? null);
      sureKinds.push(sureKind(record));
      if (by === 'group') openings.push(openingOf(record.instruction));
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
  return { ...rows, corpus, labels, kinds, sureKinds, openings, hashes, texts };
}

/** A row as reports show it as an example: its id and the beginning of its text. */
export function exampleOf(
  { ids, texts }: Pick<LabelledRows, 'ids' | 'texts'>,
  row: number,
): { id: string; text: string } {
  return { id: at(ids, row), text: excerptOf(at(texts, row)) };
}
