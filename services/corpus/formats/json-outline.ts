import { isPlainObject } from '../row.ts';

/** The most parts of a document that its outline holds. */
const MAX_NODES = 100_000;
/** The most members of an object that its outline holds. */
const MAX_MEMBERS = 200;
/** The most elements of a list that its outline holds. */
const SAMPLE = 20;
/** The most of them when they are texts and numbers, such as the names of columns. */
const SHORT_SAMPLE = 1_000;
/** The most UTF-16 code units of all elements of a list that its outline holds. */
const MAX_SAMPLE_LENGTH = 1_000_000;
/** The most of them in an outline. */
const MAX_TEXT = 16_000_000;
/** The longest text beside a list that is held. */
const MAX_BESIDE = 20_000;

/** The value of a member that is neither a list nor an object. */
export interface ScalarOutline {
  readonly kind: 'scalar';
  readonly value: unknown;
  /** Whether only the beginning of a text is held. */
  readonly cut?: boolean;
}

export interface ObjectOutline {
  readonly kind: 'object';
  /** The first of its members. */
  readonly members: Map<string, Outline>;
  /** How many members it has. */
  count: number;
}

export interface ListOutline {
  readonly kind: 'list';
  /** How many elements it has, those that cannot be parsed included. */
  count: number;
  /** The first of its elements. */
  readonly sample: unknown[];
}

/** What a document holds, without the most of its lists: enough to say where its rows are. */
export type Outline = ScalarOutline | ObjectOutline | ListOutline;

/** Makes outlines of bounded size. */
export class OutlineMaker {
  #left = MAX_NODES;
  #textLeft = MAX_TEXT;
  readonly #lengths = new WeakMap<ListOutline, number>();

  object(): ObjectOutline {
    return { kind: 'object', members: new Map(), count: 0 };
  }

  /** Adds a member, unless there are too many; whether it was added. */
  member(parent: ObjectOutline | null, name: string, child: Outline): boolean {
    if (parent === null) return false;
    parent.count += 1;
    if (parent.members.size >= MAX_MEMBERS || this.#left <= 0) return false;
    this.#left -= 1;
    parent.members.set(name, child);
    return true;
  }

  list(): ListOutline {
    return { kind: 'list', count: 0, sample: [] };
  }

  /** Adds an element, whose value is held when there is room. */
  element(list: ListOutline, value: unknown): void {
    list.count += 1;
    const isShort = typeof value !== 'object' || value === null;
    if (list.sample.length >= (isShort ? SHORT_SAMPLE : SAMPLE)) return;
    const own = lengthOf(value);
    const length = (this.#lengths.get(list) ?? 0) + own;
    if (list.sample.length > 0 && (length > MAX_SAMPLE_LENGTH || own > this.#textLeft)) return;
    this.#textLeft -= own;
    this.#lengths.set(list, length);
    list.sample.push(value);
  }

  scalar(value: unknown): ScalarOutline {
    if (typeof value !== 'string') return { kind: 'scalar', value };
    const text = value.length > MAX_BESIDE || value.length > this.#textLeft ? value.slice(0, 100) : value;
    this.#textLeft -= text.length;
    return { kind: 'scalar', value: text, ...(text !== value && { cut: true }) };
  }

  /** The outline of a value in memory. */
  of(value: unknown): Outline {
    if (Array.isArray(value)) {
      const list = this.list();
      for (const item of value.slice(0, SHORT_SAMPLE)) this.element(list, item);
      list.count = value.length;
      return list;
    }
    if (!isPlainObject(value)) return this.scalar(value);
    const object = this.object();
    for (const [name, item] of Object.entries(value)) {
      this.member(object, name, object.members.size < MAX_MEMBERS ? this.of(item) : this.scalar(null));
    }
    return object;
  }
}

/** How many values a value has, and UTF-16 code units its texts. */
export function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, item) => sum + 1 + lengthOf(item), 1);
}

/** A value with the members of an outline and the sampled elements of its lists. */
export function sampleOf(outline: Outline): unknown {
  if (outline.kind === 'scalar') return outline.value;
  if (outline.kind === 'list') return outline.sample;
  return Object.fromEntries([...outline.members].map(([name, child]) => [name, sampleOf(child)]));
}
