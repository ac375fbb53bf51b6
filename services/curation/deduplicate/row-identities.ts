import { createHash } from 'node:crypto';
import type { InstructionContent } from '../../../schemas/record.ts';
import { foldText } from './folded-text.ts';

/** What of a row says what is asked, and what is answered. */
export type ComparedRow = Pick<InstructionContent, 'instruction' | 'input' | 'output' | 'system' | 'history'>;

/** Rows by what they are alike in, as numbers: equal numbers, equal texts. */
export interface RowIdentities {
  readonly rows: number;
  /** Instruction and input to the letter, and what went before: the rows of one node have one vector. */
  readonly node: Int32Array;
  /** The same without case, white space and punctuation. */
  readonly request: Int32Array;
  /** What went before: the system's text and the earlier turns. Rows that differ in it are never duplicates. */
  readonly setting: Int32Array;
  /** The answer, without case, white space and punctuation; -1 where there is none. */
  readonly answer: Int32Array;
}

/** Numbers texts by a digest of 128 bits, so that the texts themselves need not stay. */
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

/** Takes rows one by one, and keeps a digest of 128 bits a different text. */
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

  /** @param text as it is embedded */
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
