import { createHash } from 'node:crypto';
import type { InstructionContent } from '../../../schemas/record.ts';
import { foldText } from './folded-text.ts';

/** The parts of a row that say what is asked and what is answered. */
export type ComparedRow = Pick<InstructionContent, 'instruction' | 'input' | 'output' | 'system' | 'history'>;

/** The texts of rows as numbers, one a row: rows with equal numbers have equal texts. */
export interface RowIdentities {
  readonly rows: number;
  /** Instruction, input and setting, to the letter: the rows of one node have the same vectors. */
  readonly node: Int32Array;
  /** The same without case, white space and punctuation. */
  readonly request: Int32Array;
  /** What went before: the system prompt and the earlier turns. Rows that differ in it are never duplicates. */
  readonly setting: Int32Array;
  /** The answer, without case, white space and punctuation; -1 where there is no answer. */
  readonly answer: Int32Array;
}

/** Gives texts numbers, and remembers a digest of 132 bits of each instead of the text itself. */
class Numbering {
  readonly #numbers = new Map<string, number>();

  of(...parts: readonly string[]): number {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(`${part.length}:`).update(part, 'utf8');
    const digest = hash.digest('base64').slice(0, 22);
    const known = this.#numbers.get(digest);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(digest, number);
    return number;
  }
}

/** Collects the numbers of rows that are added one by one. */
export class RowIdentifier {
  readonly #columns: Record<'node' | 'request' | 'setting' | 'answer', number[]> = {
    node: [],
    request: [],
    setting: [],
    answer: [],
  };
  readonly #nodes = new Numbering();
  readonly #requests = new Numbering();
  readonly #settings = new Numbering();
  readonly #answers = new Numbering();

  /** @param text the instruction and input as the encoder gets them */
  add(row: ComparedRow, text: string): void {
    const { instruction, input, system, history, output } = row;
    const turns = history.flatMap(({ role, content }) => [role, foldText(content)]);
    const setting = this.#settings.of(foldText(system), ...turns);
    const answer = foldText(output);
    const { node, request, setting: settings, answer: answers } = this.#columns;
    node.push(this.#nodes.of(String(setting), instruction, input));
    request.push(this.#requests.of(String(setting), foldText(text) || text));
    settings.push(setting);
    answers.push(
      answer === '' ? (output.trim() === '' ? -1 : this.#answers.of('', output)) : this.#answers.of(answer),
    );
  }

  identities(): RowIdentities {
    const { node, request, setting, answer } = this.#columns;
    return {
      rows: node.length,
      node: Int32Array.from(node),
      request: Int32Array.from(request),
      setting: Int32Array.from(setting),
      answer: Int32Array.from(answer),
    };
  }
}
