import type { InstructionRecord } from '../../../schemas/record.ts';
import { at } from '../../runtime/at.ts';
import { Numbering } from '../rows/numbering.ts';
import type { Indexes } from './candidates.ts';
import { compareWords } from './compare-words.ts';
import { NO_NAMES } from './names.ts';
import { otherTexts } from './other-texts.ts';
import { StartIndex } from './start-index.ts';
import { namedWordsOf, type DistinctTexts } from './texts.ts';
import { judge, SHARED_8_GRAMS } from './verdict.ts';
import { segmentedWords, type SegmentedWords } from './words.ts';

/** A text of the benchmark in another field of training rows than their instruction and input. */
export interface FieldLeak {
  readonly bench: number;
  readonly field: string;
  readonly verdict: 'exact' | 'near';
  /** The training rows with this text in this field, in ascending order. */
  readonly rows: readonly number[];
  readonly share8: number | null;
  readonly share13: number | null;
  readonly wordRatio: number;
}

/** What is no evidence in fields other than the instruction. */
const WORDS_ALONE = {
  content: -1,
  level: 1,
  sameTask: false,
  inOtherLetters: false,
  differs: false,
  reordered: false,
  isOther: () => false,
};

type Hit = Omit<FieldLeak, 'rows' | 'field'>;

/**
 * Looks for the texts of a benchmark in the answers, system prompts, earlier turns and metadata of training rows, which are
 * shown one by one and not kept. There are no vectors of these texts, so that only words tell.
 */
export class FieldLeakSearch {
  readonly #bench: DistinctTexts;
  readonly #indexes: Indexes;
  readonly #starts: StartIndex;
  /** How many 8-grams and 13-grams of its own each text of the benchmark has. */
  readonly #own: readonly { readonly eight: number; readonly thirteen: number }[];
  readonly #found = new Map<string, FieldLeak & { rows: number[] }>();
  readonly #texts = new Numbering();
  /** System prompts are often the same in all rows. */
  #lastSystem: { readonly text: string; readonly hits: readonly Hit[] } = { text: '', hits: [] };

  constructor(bench: DistinctTexts, indexes: Indexes) {
    this.#bench = bench;
    this.#indexes = indexes;
    this.#starts = new StartIndex(bench.words);
    this.#own = bench.words.map((_, text) => ({
      eight: indexes.eight.ownOf(text).own,
      thirteen: indexes.thirteen.ownOf(text).own,
    }));
  }

  add(record: InstructionRecord, row: number): void {
    for (const { field, text } of otherTexts(record)) {
      const isKnown = field === 'system' && text === this.#lastSystem.text;
      const hits = isKnown ? this.#lastSystem.hits : this.#hitsIn(text);
      if (field === 'system') this.#lastSystem = { text, hits };
      if (hits.length === 0) continue;
      const number = this.#texts.of(text);
      for (const hit of hits) {
        const key = `${hit.bench} ${number} ${field}`;
        const known = this.#found.get(key);
        if (known === undefined) this.#found.set(key, { ...hit, field, rows: [row] });
        else known.rows.push(row);
      }
    }
  }

  leaks(): FieldLeak[] {
    return [...this.#found.values()];
  }

  #hitsIn(text: string): Hit[] {
    const segmented = segmentedWords(text);
    const { words } = segmented;
    const shared8 = this.#indexes.eight.show(words);
    const shared13 = this.#indexes.thirteen.show(words);
    const whole = this.#wholeIn(segmented, text);
    const hits: Hit[] = [];
    for (const bench of new Set([...whole, ...shared8.keys()])) {
      const { eight, thirteen } = at(this.#own, bench);
      const share8 = eight === 0 ? null : (shared8.get(bench) ?? 0) / eight;
      const isWhole = whole.has(bench);
      if (!isWhole && (share8 ?? 0) < SHARED_8_GRAMS) continue;
      // Without vectors a text counts as near only when no word of it was exchanged, so that no name can be another.
      const shown = { words, names: NO_NAMES };
      const compared = compareWords(shown, namedWordsOf(this.#bench, bench), { same: isWhole, share8 });
      const verdict = judge({ ...compared, ...WORDS_ALONE, share8 });
      if (verdict !== 'exact' && verdict !== 'near') continue;
      const share13 = thirteen === 0 ? null : (shared13.get(bench) ?? 0) / thirteen;
      hits.push({ bench, verdict, share8, share13, wordRatio: compared.wordRatio });
    }
    return hits;
  }

  #wholeIn(segmented: SegmentedWords, text: string): Set<number> {
    const found = this.#starts.find(segmented);
    const key = segmented.words.length > 0 ? segmented.words.join(' ') : ` ${text}`;
    for (const same of this.#bench.byKey.get(key) ?? []) found.add(same);
    return found;
  }
}
