import { KindredError } from '../../schemas/errors.ts';
import type { InstructionContent, Json } from '../../schemas/record.ts';
import { embeddingText } from '../corpus/embedding-text.ts';
import type { CorpusRow } from '../corpus/read-corpus.ts';
import { at } from '../runtime/at.ts';
import { labelColumn } from './labelled-rows.ts';

/** What a reader noted of a row. */
export interface NotedKind {
  /** The kind of work that the row asks for. */
  readonly kind: string;
  /** Kinds that the reader noted as just as right. */
  readonly also: readonly string[];
  /** Where the row comes from; null when it does not say. */
  readonly source: string | null;
  /** The language of the row, as in its field `lang`; null when it does not say. */
  readonly language: string | null;
}

export interface KindSet {
  readonly texts: readonly string[];
  readonly noted: readonly NotedKind[];
  /** Number of rows without a kind. */
  readonly unlabelled: number;
  /** Number of rows that could not be read. */
  readonly rejected: number;
}

/** The texts of a list; a text alone is a list of one. */
function textsIn(value: Json | undefined): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((one) => typeof one === 'string').filter((one) => one !== '');
}

/**
 * Reads rows that name a kind of work, from their fields `kind`, `also`, `source` and `lang`.
 * @throws KindredError `invalid_request` when no row has a kind or a source, or all have the same source
 */
export async function readKindRows(rows: AsyncIterable<CorpusRow>): Promise<KindSet> {
  const all: InstructionContent[] = [];
  let rejected = 0;
  for await (const row of rows) {
    if ('content' in row) all.push(row.content);
    else rejected += 1;
  }
  const kinds = labelColumn(all, 'kind');
  const kept = all.filter((_, row) => kinds[row] !== null);
  const named = kinds.filter((kind) => kind !== null);
  const sources = labelColumn(kept, 'source');
  if (new Set(sources).size < 2) {
    throw new KindredError(
      'invalid_request',
      'All rows have the same `source`: a row must find its kind in another source, so two are needed.',
    );
  }
  const noted = kept.map(({ metadata }, row) => ({
    kind: at(named, row),
    also: textsIn(metadata['also']),
    source: at(sources, row),
    language: textsIn(metadata['lang'])[0] ?? null,
  }));
  return { texts: kept.map(embeddingText), noted, unlabelled: all.length - kept.length, rejected };
}
