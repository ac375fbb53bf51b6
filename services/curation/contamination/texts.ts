import type { Points } from '../../analysis/points.ts';
import { selectRows } from '../../analysis/points.ts';
import { contaminationWords } from './words.ts';

/** Rows of a corpus, as far as leaks are concerned. */
export interface Rows {
  /** Instruction and input of each row, as they are embedded. */
  readonly texts: readonly string[];
  /** Names of the tasks; null where a row has none. */
  readonly labels: readonly (string | null)[];
  readonly task: Points;
  readonly content: Points;
}

/** Texts that differ in more than case, punctuation and spacing; vectors and label are those of the first row. */
export interface DistinctTexts {
  readonly words: readonly (readonly string[])[];
  readonly labels: readonly (string | null)[];
  /** Rows of each text, in their order. */
  readonly rows: readonly (readonly number[])[];
  /** The words of each text as one string; its characters, when it has no word (a row of dots). */
  readonly keys: readonly string[];
  readonly byKey: ReadonlyMap<string, number>;
  readonly task: Points;
  readonly content: Points;
}

/** The texts of the rows, in the order of their first rows. */
export function distinctTexts({ texts, labels, task, content }: Rows): DistinctTexts {
  const byKey = new Map<string, number>();
  const words: string[][] = [];
  const rows: number[][] = [];
  texts.forEach((text, row) => {
    const found = contaminationWords(text);
    const key = found.length > 0 ? found.join(' ') : ` ${text}`;
    const known = byKey.get(key);
    if (known !== undefined) {
      rows[known]?.push(row);
      return;
    }
    byKey.set(key, words.length);
    words.push(found);
    rows.push([row]);
  });
  const first = rows.map(([row]) => row ?? 0);
  return {
    words,
    rows,
    keys: [...byKey.keys()],
    byKey,
    labels: first.map((row) => labels[row] ?? null),
    task: first.length === texts.length ? task : selectRows(task, first),
    content: first.length === texts.length ? content : selectRows(content, first),
  };
}
