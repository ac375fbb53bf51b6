import { documentVector, inverseDocumentFrequency, queryTerms } from '../bm25.ts';
import type { ScoredId } from './zvec-nearest.ts';

/** The rows that have a word. */
interface Postings {
  readonly rows: number[];
  /** The weight of the word in each of these rows. */
  readonly weights: number[];
  /** How many of these rows have not been removed. */
  holders: number;
}

/** The index is packed only when at least this many rows have been removed. */
const MIN_REMOVED = 4_096;

/**
 * The words of every record, in memory. Rows are only ever appended, and removed ones are marked. The index is packed once
 * as many rows have been removed as are left.
 */
export class LexicalIndex {
  #rowOf = new Map<string, number>();
  #ids: (string | null)[] = [];
  #termsOf: (readonly number[])[] = [];
  #weightsOf: (readonly number[])[] = [];
  #postings = new Map<number, Postings>();

  has(id: string): boolean {
    return this.#rowOf.has(id);
  }

  put(id: string, text: string): void {
    this.remove(id);
    const { indices, values } = documentVector(text);
    this.#append(id, indices, values);
  }

  remove(id: string): void {
    const row = this.#rowOf.get(id);
    if (row === undefined) return;
    this.#rowOf.delete(id);
    this.#ids[row] = null;
    for (const term of this.#termsOf[row]!) {
      const postings = this.#postings.get(term);
      if (postings) postings.holders--;
    }
    const removed = this.#ids.length - this.#rowOf.size;
    if (removed >= MIN_REMOVED && removed >= this.#rowOf.size) this.#pack();
  }

  /** The BM25 score of every record that shares a word with `text`, in no particular order. */
  search(text: string): ScoredId[] {
    const scores = new Map<number, number>();
    for (const term of queryTerms(text)) {
      const postings = this.#postings.get(term);
      if (postings === undefined) continue;
      const weight = inverseDocumentFrequency(this.#rowOf.size, postings.holders);
      for (let at = 0; at < postings.rows.length; at++) {
        const row = postings.rows[at]!;
        scores.set(row, (scores.get(row) ?? 0) + weight * postings.weights[at]!);
      }
    }
    return [...scores].flatMap(([row, score]) => {
      const id = this.#ids[row];
      return typeof id === 'string' ? [{ id, score }] : [];
    });
  }

  #append(id: string, terms: readonly number[], weights: readonly number[]): void {
    const row = this.#ids.push(id) - 1;
    this.#rowOf.set(id, row);
    this.#termsOf.push(terms);
    this.#weightsOf.push(weights);
    for (const [at, term] of terms.entries()) {
      let postings = this.#postings.get(term);
      if (postings === undefined)
        this.#postings.set(term, (postings = { rows: [], weights: [], holders: 0 }));
      postings.rows.push(row);
      postings.weights.push(weights[at]!);
      postings.holders++;
    }
  }

  #pack(): void {
    const kept = [...this.#rowOf].map(([id, row]) => ({ id, row }));
    const [terms, weights] = [this.#termsOf, this.#weightsOf];
    this.#rowOf = new Map();
    this.#ids = [];
    this.#termsOf = [];
    this.#weightsOf = [];
    this.#postings = new Map();
    for (const { id, row } of kept) this.#append(id, terms[row]!, weights[row]!);
  }
}
