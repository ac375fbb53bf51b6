import { MAX_TEXT_LENGTH, type InstructionContent, type Json, type Turn } from '../../../schemas/record.ts';
import { RowProblem, type Row } from '../row.ts';

const ID_NAMES = ['id', '_id', 'uid', 'conversation_id'] as const;
const SOURCE_NAMES = ['source', 'dataset'] as const;
const MAX_NAME_LENGTH = 1_000;

/** What a layout finds by itself; the rest of the content is the same for all of them. */
export interface FoundContent {
  readonly instruction: string;
  readonly input?: string;
  readonly output?: string;
  readonly system?: string;
  readonly history?: readonly Turn[];
  /** Only where the user has said which columns these are; otherwise they are looked for. */
  readonly source?: string;
  readonly userId?: string;
}

/**
 * Takes the fields of a row one by one; what nobody takes becomes metadata. A value that is not kept word for word
 * (a number read as text, an id under another name) stays in the metadata too, under its own name, and wins when the
 * row is written again.
 */
export class RowFields {
  private readonly rest: Map<string, Json>;

  constructor(row: Row) {
    this.rest = new Map(Object.entries(row));
  }

  peek(name: string): Json {
    return this.rest.get(name) ?? null;
  }

  drop(name: string): void {
    this.rest.delete(name);
  }

  /** The text under `name`, empty when there is none. Throws `RowProblem` when it is not text. */
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

  /** The text under `name`. Throws `RowProblem` when it is missing or blank. */
  requiredText(name: string): string {
    if (!this.rest.has(name)) throw new RowProblem(`\`${name}\` is missing: add it, or give a column map`);
    const text = this.text(name);
    if (text.trim() === '') throw new RowProblem(`\`${name}\` is empty: an instruction needs text`);
    return text;
  }

  /**
   * The answer: the chosen one of a preference pair, else what is under `name`. A list of answers, best first, as
   * LLaMA-Factory had for preferences, gives its first.
   */
  answer(name: string): string {
    if (typeof this.peek('chosen') === 'string' && this.rest.has('rejected')) return this.text('chosen');
    const value = this.peek(name);
    if (Array.isArray(value) && typeof value[0] === 'string') return value[0];
    return this.text(name);
  }

  /** The whole content, checked. Throws `RowProblem` when a text is too long. */
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

/** A row of `fields` with id, source and metadata. What the metadata kept word for word wins. */
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

/** The answer under its name: `chosen` beside a rejected one. */
export function writeAnswer(name: string, { output, metadata }: InstructionContent): Row {
  return Object.hasOwn(metadata, 'rejected') ? { chosen: output } : { [name]: output };
}
