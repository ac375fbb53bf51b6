import type { InstructionContent } from '../../../schemas/record.ts';
import { foldText } from '../rows/folded-text.ts';
import { Numbering, numberPairs } from '../rows/numbering.ts';
import { NO_PART_NAMES, rowsApart, RowParts, type PartField, type PartNames } from '../rows/row-parts.ts';

/** The parts of a row that say what is asked and what is answered. */
export type ComparedRow = Pick<
  InstructionContent,
  'instruction' | 'input' | 'output' | 'system' | 'history'
> &
  Partial<Pick<InstructionContent, 'metadata' | 'exact'>>;

/** The texts of rows as numbers, one a row: rows with equal numbers have equal texts. */
export interface RowIdentities {
  readonly rows: number;
  /** Instruction, input and setting, to the letter: the rows of one node have the same vectors. */
  readonly node: Int32Array;
  /** The same without case, white space and punctuation. */
  readonly request: Int32Array;
  /**
   * What goes with the request: the system prompt, the earlier turns, and fields of the metadata such as choices, images or
   * tools. Rows that differ in it are never duplicates.
   */
  readonly setting: Int32Array;
  /** The answer with fields such as a rejected answer, without case, white space and punctuation; -1 where there is none. */
  readonly answer: Int32Array;
  /** What each field of the metadata was taken for. */
  readonly fields: readonly PartField[];
}

/** Collects the numbers of rows that are added one by one. */
export class RowIdentifier {
  readonly #columns: Record<'text' | 'folded' | 'setting' | 'answer', number[]> = {
    text: [],
    folded: [],
    setting: [],
    answer: [],
  };
  readonly #texts = new Numbering();
  readonly #folded = new Numbering();
  readonly #settings = new Numbering();
  readonly #answers = new Numbering();
  readonly #parts: RowParts;

  /** @param names the fields of which the user says what they are */
  constructor(names: PartNames = NO_PART_NAMES) {
    this.#parts = new RowParts(names);
  }

  /** @param text the instruction and input as the encoder gets them */
  add(row: ComparedRow, text: string): void {
    const { instruction, input, system, history, output } = row;
    const turns = history.flatMap(({ role, content }) => [role, foldText(content)]);
    const answer = foldText(output);
    const columns = this.#columns;
    columns.text.push(this.#texts.of(instruction, input));
    columns.folded.push(this.#folded.of(foldText(text) || text));
    columns.setting.push(this.#settings.of(foldText(system), ...turns));
    columns.answer.push(output.trim() === '' ? -1 : this.#answers.of('', answer === '' ? output : answer));
    this.#parts.add(row, text);
  }

  #numbers(): Record<'text' | 'folded' | 'setting' | 'answer', Int32Array> {
    const { text, folded, setting, answer } = this.#columns;
    return {
      text: Int32Array.from(text),
      folded: Int32Array.from(folded),
      setting: Int32Array.from(setting),
      answer: Int32Array.from(answer),
    };
  }

  /** @param own 1 for the rows of the corpus to clean; null when all are of it */
  identities(own: Uint8Array | null = null): RowIdentities {
    const { text, folded, setting, answer } = this.#numbers();
    const [task, judged] = [this.#parts.numbersOf('task'), this.#parts.numbersOf('answer')];
    const settings = numberPairs(setting, task.numbers);
    const request = numberPairs(settings, folded);
    const answers = numberPairs(answer, judged.numbers).map((number, row) =>
      answer[row] === -1 && judged.numbers[row] === 0 ? -1 : number,
    );
    const alike = { task: numberPairs(setting, folded), answer: numberPairs(request, answer) };
    const fields = [...this.#parts.told()].map(([column, { part, by }]): PartField => ({
      path: column.path,
      part,
      by,
      rows: own === null ? column.rows.length : column.rows.filter((row) => own[row] === 1).length,
      apart: part === 'bookkeeping' ? 0 : rowsApart(column, alike[part], own),
    }));
    return {
      rows: text.length,
      node: numberPairs(settings, text),
      request,
      setting: settings,
      answer: answers,
      fields,
    };
  }
}
