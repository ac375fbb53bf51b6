import { MAX_TEXT_LENGTH, type InstructionContent, type Json, type Turn } from '../../../schemas/record.ts';
import { RowProblem, type Row } from '../row.ts';
import { answerText } from './value-text.ts';
import { isMarkedBad } from './verdict.ts';

const ID_NAMES = ['id', '_id', 'uid', 'conversation_id'] as const;
const SOURCE_NAMES = ['source', 'dataset'] as const;
const MAX_NAME_LENGTH = 1_000;

/** The part of the content that a layout finds. The rest is found in the same way for all layouts. */
export interface FoundContent {
  readonly instruction: string;
  readonly input?: string;
  readonly output?: string;
  readonly system?: string;
  readonly history?: readonly Turn[];
  /** Source and user id, when a user has named their columns. Otherwise they are looked for under their usual names. */
  readonly source?: string;
  readonly userId?: string;
}

/**
 * The fields of a row, from which a layout takes one after the other. Fields that are not taken become metadata. A value
 * that is not kept word for word (a number that is read as text, an id under another name) also stays in the metadata under
 * its own name, and that one is used when the row is written again.
 */
export class RowFields {
  private readonly rest: Map<string, Json>;
  private readonly isBad: boolean;

  constructor(row: Row) {
    this.rest = new Map(Object.entries(row));
    this.isBad = isMarkedBad(row);
  }

  /** The value of a field, which is not taken by this; null when there is none. */
  peek(name: string): Json {
    return this.rest.get(name) ?? null;
  }

  /** Takes a field, so that it does not become metadata. */
  drop(name: string): void {
    this.rest.delete(name);
  }

  /**
   * Takes the text of a field, which is empty when there is no such field.
   * @throws RowProblem when its value is a list or an object
   */
  text(name: string): string {
    const value = this.peek(name);
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (typeof value !== 'string' && value !== null) {
      const kind = Array.isArray(value) ? 'a list' : 'an object';
      throw new RowProblem(
        `\`${name}\` is ${kind}, not text: convert it, or choose another layout or column map`,
      );
    }
    this.drop(name);
    return value ?? '';
  }

  /**
   * Takes the text of a field that must be there.
   * @throws RowProblem when it is missing or blank, or its value is a list or an object
   */
  requiredText(name: string): string {
    if (!this.rest.has(name)) throw new RowProblem(`\`${name}\` is missing: add it, or give a column map`);
    const text = this.text(name);
    if (text.trim() === '') throw new RowProblem(`\`${name}\` is empty: an instruction needs text`);
    return text;
  }

  /**
   * Takes the answer: that of the field `chosen` in a preference pair, else that of the field `name`. Of a list of answers it
   * is the best one or else the first; of an object the one text in it. An answer that is marked as a bad one is none: it
   * must not become a demonstration.
   * @throws RowProblem when the value is an object of which no text is known to be the answer
   */
  answer(name: string): string {
    if (this.isMarkedBad()) return '';
    if (typeof this.peek('chosen') === 'string' && this.rest.has('rejected')) return this.text('chosen');
    const value = this.peek(name);
    return (typeof value === 'object' && value !== null ? answerText(value) : null) ?? this.text(name);
  }

  /** Whether the row says that its answer is undesirable, as rows for KTO do. */
  isMarkedBad(): boolean {
    return this.isBad;
  }

  /**
   * The whole content of the row: what a layout has found, source and user id, and the fields that are left as metadata.
   * @throws RowProblem when a text is too long
   */
  content(found: FoundContent): InstructionContent {
    const texts = {
      instruction: found.instruction,
      input: found.input ?? '',
      output: found.output ?? '',
      system: found.system ?? '',
    };
    for (const [name, text] of Object.entries(texts)) requireLength(name, text);
    for (const turn of found.history ?? []) requireLength('history', turn.content);
    const { source = this.name(SOURCE_NAMES), userId = this.name(ID_NAMES) } = found;
    if ((source ?? '').length > MAX_NAME_LENGTH || (userId ?? '').length > MAX_NAME_LENGTH) {
      throw new RowProblem(
        `\`source\` or \`user_id\` is longer than ${MAX_NAME_LENGTH}: map shorter columns`,
      );
    }
    return {
      ...texts,
      history: [...(found.history ?? [])],
      source: source || null,
      user_id: userId || null,
      metadata: Object.fromEntries(this.rest),
    };
  }

  private name(names: readonly [string, ...string[]]): string | null {
    for (const name of names) {
      const value = this.peek(name);
      const text = typeof value === 'number' ? String(value) : value;
      if (typeof text !== 'string' || text === '' || text.length > MAX_NAME_LENGTH) continue;
      if (name === names[0] && typeof value === 'string') this.drop(name);
      return text;
    }
    return null;
  }
}

function requireLength(name: string, text: string): void {
  if (text.length <= MAX_TEXT_LENGTH) return;
  const length = `${text.length} characters, more than ${MAX_TEXT_LENGTH}`;
  throw new RowProblem(`the text of \`${name}\` has ${length}: shorten or split it`);
}

/** A row of `fields`, user id, source and metadata. A value that the metadata kept word for word replaces that of a field. */
export function withRest(fields: Row, { user_id, source, metadata }: InstructionContent): Row {
  return {
    ...missingName(ID_NAMES, user_id, metadata),
    ...missingName(SOURCE_NAMES, source, metadata),
    ...fields,
    ...metadata,
  };
}

function missingName(names: readonly [string, ...string[]], value: string | null, metadata: Row): Row {
  const kept = names.some((name) => metadata[name] === value || metadata[name] === Number(value));
  return value === null || kept ? {} : { [names[0]]: value };
}

/** The column from which `RowFields.answer` takes the answer of a row: `chosen` in a preference pair, otherwise `name`. */
export function answerColumn(row: Row, name: string): string {
  return typeof row['chosen'] === 'string' && Object.hasOwn(row, 'rejected') ? 'chosen' : name;
}

/** The answer as a field: `chosen` in a preference pair, otherwise `name`. */
export function writeAnswer(name: string, { output, metadata }: InstructionContent): Row {
  return Object.hasOwn(metadata, 'rejected') ? { chosen: output } : { [name]: output };
}
