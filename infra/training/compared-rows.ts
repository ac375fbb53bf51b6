/** Rows that are compared as the service compares the records of a corpus, without a store. */
import { toPoints } from '../../services/analysis/points.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import type { ComparedRows } from '../../services/curation/deduplicate/pairs.ts';
import { RowIdentifier, type ComparedRow } from '../../services/curation/deduplicate/row-identities.ts';
import { RowTexts } from '../../services/curation/deduplicate/row-texts.ts';
import { wordNetSynonyms } from '../../services/curation/deduplicate/synonyms.ts';
import type { Encoder, TextVectors } from '../../services/embedding/port.ts';
import { at } from '../../services/runtime/at.ts';

/** How many rows are embedded at a time. */
const AT_ONCE = 512;

/** What rows are compared by; `onProgress` is told how many are embedded. */
export async function comparedRows(
  rows: readonly ComparedRow[],
  encoder: Encoder,
  onProgress?: (done: number, total: number) => void,
): Promise<ComparedRows> {
  const all: TextVectors[] = [];
  for (let begin = 0; begin < rows.length; begin += AT_ONCE) {
    const { vectors } = await encoder.embed(rows.slice(begin, begin + AT_ONCE).map(embeddingText));
    all.push(...vectors);
    onProgress?.(all.length, rows.length);
  }
  const identifier = new RowIdentifier();
  for (const row of rows) identifier.add(row, embeddingText(row));
  return {
    identities: identifier.identities(),
    texts: new RowTexts((row) => at(rows, row)),
    task: toPoints(all.map(({ task }) => task)),
    content: toPoints(all.map(({ content }) => content)),
    synonyms: wordNetSynonyms(),
    relatedFrom: encoder.relatedFrom ?? -1,
    maxTokens: encoder.maxTokens,
  };
}
