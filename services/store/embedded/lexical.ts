import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ZVecCollection, ZVecDoc, ZVecDocInput } from '@zvec/zvec';
import { embeddingText } from '../../corpus/embedding-text.ts';
import { LexicalIndex } from './lexical-index.ts';
import { slicesOf } from '../slices.ts';
import { visibleLexicalScore } from '../visible-score.ts';
import type { ScoredId } from './zvec-nearest.ts';
import { recordOf } from './zvec-record.ts';

const SLICE = 256;

/**
 * BM25 search over the records of a collection. The words of all records are read at the first question, which takes some
 * seconds for 50,000 records; a process that never searches by words does without. After that, every write keeps them up
 * to date.
 */
export class EmbeddedLexical {
  readonly #collection: ZVecCollection;
  readonly #storedIds: () => readonly string[];
  readonly #isStored: (id: string) => boolean;
  #index: LexicalIndex | null = null;
  #reading: Promise<LexicalIndex> | null = null;

  constructor(
    collection: ZVecCollection,
    storedIds: () => readonly string[],
    isStored: (id: string) => boolean,
  ) {
    this.#collection = collection;
    this.#storedIds = storedIds;
    this.#isStored = isStored;
  }

  written(doc: ZVecDoc | ZVecDocInput): void {
    this.#index?.put(doc.id, textOf(doc));
  }

  deleted(id: string): void {
    this.#index?.remove(id);
  }

  /** The `limit` best records that pass, best first; records of equal score are in the order of ids. */
  async best(text: string, limit: number, passes: (id: string) => boolean): Promise<ScoredId[]> {
    this.#reading ??= this.#read();
    const index = await this.#reading;
    return index
      .search(text)
      .filter(({ id }) => passes(id))
      .map(({ id, score }) => ({ id, score: visibleLexicalScore(score) }))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
  }

  /**
   * Reads the words of all records. Writes go on meanwhile and note their records in the index themselves; what is read
   * here is older and does not replace those.
   */
  async #read(): Promise<LexicalIndex> {
    const index = new LexicalIndex();
    this.#index = index;
    for (const ids of slicesOf(this.#storedIds(), SLICE)) {
      const open = ids.filter((id) => this.#isStored(id) && !index.has(id));
      const docs = this.#collection.fetchSync({ ids: open, outputFields: ['payload'], includeVector: false });
      for (const doc of Object.values(docs)) index.put(doc.id, textOf(doc));
      await nextTurn();
    }
    return index;
  }
}

function textOf(doc: ZVecDoc | ZVecDocInput): string {
  return embeddingText(recordOf(doc));
}
