import type { Points } from '../../analysis/points.ts';
import { selectRows } from '../../analysis/points.ts';
import { at } from '../../runtime/at.ts';
import { contaminationWords } from './words.ts';

/** What the search for leaks needs of the rows of a corpus. */
export interface Rows {
  /** The instruction and input of each row, as the encoder gets them. */
  readonly texts: readonly string[];
  /** The name of each row's task; null where a row has no label. */
  readonly labels: readonly (string | null)[];
  readonly task: Points;
  readonly content: Points;
}

/**
 * The different texts of a corpus: texts that differ only in case, punctuation or spacing are one. A text has the vectors
 * and the label of its first row.
 */
export interface DistinctTexts {
  readonly words: readonly (readonly string[])[];
  readonly labels: readonly (string | null)[];
  /** The rows of each text, in ascending order. */
  readonly rows: readonly (readonly number[])[];
  /** The words of each text as one string, or the text itself when it has no words (a row of dots). */
  readonly keys: readonly string[];
  /** The number of each text, by its key. */
  readonly byKey: ReadonlyMap<string, number>;
  readonly task: Points;
  readonly content: Points;
}

/** The different texts of the rows, in the order of their first rows. */
export function distinctTexts({ texts, labels, task, content }: Rows): DistinctTexts {
  const byKey = new Map<string, number>();
  const words: string[][] = [];
  const rows: number[][] = [];
  texts.forEach((text, row) => {
    const found = contaminationWords(text);
    const key = found.length > 0 ? found.join(' ') : ` ${text}`;
    const known = byKey.get(key);
    if (known !== undefined) {
      at(rows, known).push(row);
      return;
    }
    byKey.set(key, words.length);
    words.push(found);
    rows.push([row]);
  });
  const first = rows.map((ofText) => at(ofText, 0));
  return {
    words,
    rows,
    keys: [...byKey.keys()],
    byKey,
    labels: first.map((row) => at(labels, row)),
    task: first.length === texts.length ? task : selectRows(task, first),
    content: first.length === texts.length ? content : selectRows(content, first),
  };
}
