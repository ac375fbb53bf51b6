import type { FieldCondition, RecordFilter, ValueRange } from '../../schemas/filter.ts';
import type { InstructionRecord, Json } from '../../schemas/record.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { lexicalWords } from '../../services/store/bm25.ts';
import type {
  Beginnings,
  DeletionSelector,
  EmbeddedRecord,
  Facet,
  FacetField,
  LexicalQuery,
  NearestQuery,
  RecordSelector,
} from '../../services/store/port.ts';

/** Computes the answers that a record store must give, by looking at every record. */
export class StoreOracle {
  readonly #records = new Map<string, EmbeddedRecord>();

  put(records: readonly EmbeddedRecord[]): void {
    for (const embedded of records) this.#records.set(embedded.record.id, embedded);
  }

  /** The records that a selector selects, in the order of their ids. */
  selected({ corpora, where }: RecordSelector): EmbeddedRecord[] {
    return [...this.#records.values()]
      .filter(({ record }) => corpora === undefined || corpora.includes(record.corpus))
      .filter(({ record }) => passes(record, where ?? {}))
      .sort((a, b) => (a.record.id < b.record.id ? -1 : 1));
  }

  /** All selected records with their cosine similarity, best first, equal ones in the order of their ids. */
  ranked(query: NearestQuery): { id: string; score: number }[] {
    return this.selected(query)
      .map(({ record, vectors }) => ({ id: record.id, score: cosine(query.vector, vectors[query.space]) }))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  }

  /** All selected records that share a word with the query, best first, by BM25 over the words of all records. */
  lexical({ text, ...selection }: LexicalQuery): { id: string; score: number }[] {
    const wordsOfAll = new Map(
      [...this.#records].map(([id, { record }]) => [id, lexicalWords(embeddingText(record))]),
    );
    const total = wordsOfAll.size;
    const holders = (word: string): number =>
      [...wordsOfAll.values()].filter((words) => words.includes(word)).length;
    const asked = [...new Set(lexicalWords(text))].map((word) => {
      const n = holders(word);
      return { word, rarity: Math.log(1 + (total - n + 0.5) / (n + 0.5)) };
    });
    return this.selected(selection)
      .map(({ record }) => {
        const words = wordsOfAll.get(record.id) ?? [];
        const score = asked.reduce((sum, { word, rarity }) => {
          const count = words.filter((other) => other === word).length;
          return sum + (rarity * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * words.length) / 50));
        }, 0);
        return { id: record.id, score };
      })
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  }

  facet(field: FacetField, selection: RecordSelector): Facet {
    const counts = new Map<string, number>();
    for (const { record } of this.selected(selection)) {
      const value = field === 'label' || field === 'kind' ? record[field]?.name : record[field];
      if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const values = [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    return { values, distinct: values.length, records: values.reduce((sum, { count }) => sum + count, 0) };
  }

  /** For each label or kind how its first selected records begin. */
  firstOfEach(
    field: 'label' | 'kind',
    names: readonly string[],
    { count, characters }: Beginnings,
    selection: RecordSelector,
  ): Map<string, string[]> {
    const records = this.selected(selection).map(({ record }) => record);
    const of = (name: string): string[] =>
      records
        .filter((record) => record[field]?.name === name)
        .slice(0, count)
        .map(({ instruction }) => instruction.slice(0, characters));
    return new Map(names.map((name) => [name, of(name)]));
  }

  delete({ ids, ...selection }: DeletionSelector): number {
    const gone = this.selected(selection).filter(({ record }) => ids?.includes(record.id) !== false);
    for (const { record } of gone) this.#records.delete(record.id);
    return gone.length;
  }
}

function passes(
  record: InstructionRecord,
  { must = [], should = [], must_not: mustNot = [] }: RecordFilter,
): boolean {
  return (
    must.every((condition) => holds(record, condition)) &&
    (should.length === 0 || should.some((condition) => holds(record, condition))) &&
    !mustNot.some((condition) => holds(record, condition))
  );
}

function holds(record: InstructionRecord, { key, match, range, exists }: FieldCondition): boolean {
  const value = valueOf(record, key);
  if (range !== undefined) return liesIn(value, range);
  if (exists === true) return value !== null;
  if (match === undefined) throw new Error('a condition without what it asks');
  const wanted: Json[] = 'any' in match ? match.any : [match.value];
  return (Array.isArray(value) ? value : [value]).some((element) => wanted.includes(element));
}

/** Dates are compared as `Date` reads them, so that the samples have milliseconds and zones alone. */
function liesIn(value: Json, { gt, gte, lt, lte }: ValueRange): boolean {
  const ofDates = [gt, gte, lt, lte].some((bound) => typeof bound === 'string');
  if (typeof value !== (ofDates ? 'string' : 'number')) return false;
  const own = comparable(value);
  if (Number.isNaN(own)) return false;
  return (
    (gt === undefined || own > comparable(gt)) &&
    (gte === undefined || own >= comparable(gte)) &&
    (lt === undefined || own < comparable(lt)) &&
    (lte === undefined || own <= comparable(lte))
  );
}

function comparable(value: Json): number {
  return typeof value === 'string' ? Date.parse(value) : Number(value);
}

function valueOf(record: InstructionRecord, key: string): Json {
  if (key.startsWith('metadata.')) return record.metadata[key.slice('metadata.'.length)] ?? null;
  if (key === 'file' || key === 'split') return record.origin?.[key] ?? null;
  if (key === 'label_from') return record.label?.from ?? null;
  if (key === 'label' || key === 'kind') return record[key]?.name ?? null;
  if (key === 'source' || key === 'user_id' || key === 'text_hash') return record[key];
  throw new Error(`no such field: ${key}`);
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let squaresOfA = 0;
  let squaresOfB = 0;
  a.forEach((component, at) => {
    const other = b[at] ?? 0;
    dot += component * other;
    squaresOfA += component * component;
    squaresOfB += other * other;
  });
  return dot / Math.sqrt(squaresOfA * squaresOfB);
}
