import type { Points } from '../../analysis/points.ts';
import { selectRows } from '../../analysis/points.ts';
import { at } from '../../runtime/at.ts';
import type { TaskParts } from './task-parts.ts';
import { namesIn, type NamedWords } from './names.ts';
import { contaminationWords } from './words.ts';

const NO_PARTS: TaskParts = new Map();

/** What the search for leaks needs of the rows of a corpus. */
export interface Rows {
  /** The instruction and input of each row, as the encoder gets them. */
  readonly texts: readonly string[];
  /** The name of each row's task; null where a row has no label. */
  readonly labels: readonly (string | null)[];
  /** What belongs to each row's question beside its text; nothing when left out. */
  readonly parts?: readonly TaskParts[];
  readonly task: Points;
  readonly content: Points;
}

/**
 * The different texts of a corpus: texts that differ only in case, punctuation or spacing are one. A text has the vectors
 * and the label of its first row.
 */
export interface DistinctTexts {
  /** Each text as its first row has it. */
  readonly texts: readonly string[];
  readonly words: readonly (readonly string[])[];
  /** The names in each text, as its words have them. */
  readonly names: readonly ReadonlySet<string>[];
  readonly labels: readonly (string | null)[];
  /** The rows of each text, in ascending order. */
  readonly rows: readonly (readonly number[])[];
  /** The words of each text as one string, or the text itself when it has no words (a row of dots). */
  readonly keys: readonly string[];
  /** The numbers of the texts with a key: several when they differ in what belongs to the question beside its text. */
  readonly byKey: ReadonlyMap<string, readonly number[]>;
  /** The number of the text with a key and what belongs to its question. */
  readonly byWhole: ReadonlyMap<string, number>;
  readonly parts: readonly TaskParts[];
  readonly task: Points;
  readonly content: Points;
}

/** A key, and what belongs to the question beside the text that it stands for. */
export function wholeKey(key: string, parts: TaskParts): string {
  if (parts.size === 0) return key;
  const fields = [...parts].map(([path, value]) => `${path} ${value}`).sort();
  return `${key}\n${fields.join('\n')}`;
}

/** The different texts of the rows, in the order of their first rows. */
export function distinctTexts({ texts, labels, parts, task, content }: Rows): DistinctTexts {
  const byKey = new Map<string, number[]>();
  const byWhole = new Map<string, number>();
  const words: string[][] = [];
  const names: ReadonlySet<string>[] = [];
  const rows: number[][] = [];
  const keys: string[] = [];
  const partsOf: TaskParts[] = [];
  texts.forEach((text, row) => {
    const found = contaminationWords(text);
    const key = found.length > 0 ? found.join(' ') : ` ${text}`;
    const own = parts?.[row] ?? NO_PARTS;
    const whole = wholeKey(key, own);
    const known = byWhole.get(whole);
    if (known !== undefined) {
      at(rows, known).push(row);
      return;
    }
    byWhole.set(whole, words.length);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [words.length]);
    else same.push(words.length);
    words.push(found);
    names.push(namesIn(text));
    rows.push([row]);
    keys.push(key);
    partsOf.push(own);
  });
  const first = rows.map((ofText) => at(ofText, 0));
  return {
    texts: first.map((row) => at(texts, row)),
    words,
    names,
    rows,
    keys,
    byKey,
    byWhole,
    parts: partsOf,
    labels: first.map((row) => at(labels, row)),
    task: first.length === texts.length ? task : selectRows(task, first),
    content: first.length === texts.length ? content : selectRows(content, first),
  };
}

/** The words and names of one of the texts. */
export function namedWordsOf({ words, names }: DistinctTexts, text: number): NamedWords {
  return { words: at(words, text), names: at(names, text) };
}
