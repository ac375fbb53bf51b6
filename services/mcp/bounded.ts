import { KindredError } from '../../schemas/errors.ts';

/** The most characters that the answer of a tool has, as JSON. It is about 6,000 tokens. */
export const MOST_CHARACTERS = 24_000;
/** What is kept free of that for what an answer says of its cuts. */
const FOR_CUTS = 3_000;

/** What is tried one after the other until a value fits: the longest text, and the most elements of a list. */
const STEPS: readonly (readonly [number, number])[] = [
  [4_000, Infinity],
  [1_500, Infinity],
  [600, Infinity],
  [300, 200],
  [200, 100],
  [150, 50],
  [100, 25],
  [100, 12],
  [80, 6],
  [80, 3],
];

/** Objects of so many fields are never cut: what Kindred itself answers has fewer. */
const FIELDS_KEPT = 40;

/** A text, a list or an object that was cut, by its path in the answer. */
export interface CutPart {
  readonly path: string;
  readonly kept: number;
  readonly of: number;
}

export interface Bounded<T> {
  readonly value: T;
  readonly cut: readonly CutPart[];
}

/**
 * Shortens the texts of a JSON value, and its lists and objects of many fields when that is not enough, until it has at most
 * `MOST_CHARACTERS` as JSON, together with what stands beside it in the answer. Its shape stays.
 * @param beside what is not cut
 * @param whole the name of a list at the top that keeps all its elements
 * @throws KindredError `payload_too_large` when that does not help
 */
export function bounded<T extends object>(
  value: T,
  beside: object = {},
  whole: string | null = null,
): Bounded<T> {
  const most = MOST_CHARACTERS - FOR_CUTS - JSON.stringify(beside).length;
  if (JSON.stringify(value).length <= most) return { value, cut: [] };
  for (const [longest, elements] of STEPS) {
    const attempt = new Shortening(most, longest, elements, whole);
    const shorter = attempt.of(value) as T;
    if (!attempt.isTooLong && JSON.stringify(shorter).length <= most)
      return { value: shorter, cut: attempt.cut };
  }
  const message = `This answer is above ${MOST_CHARACTERS} characters, also when its texts are cut. Ask for less at a time.`;
  throw new KindredError('payload_too_large', message);
}

/** One attempt. It stops where it has gone too far, so that its cost does not grow with the value. */
class Shortening {
  readonly cut: CutPart[] = [];
  readonly #longest: number;
  readonly #elements: number;
  readonly #whole: string | null;
  readonly #path: (string | number)[] = [];
  #left: number;

  constructor(most: number, longest: number, elements: number, whole: string | null) {
    this.#left = most;
    this.#longest = longest;
    this.#elements = elements;
    this.#whole = whole;
  }

  get isTooLong(): boolean {
    return this.#left < 0;
  }

  of(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value);
    this.#left -= 1;
    if (typeof value !== 'object' || value === null) return value;
    if (!Array.isArray(value)) return this.#object(value);
    const isWhole = this.#path.length === 1 && this.#path[0] === this.#whole;
    const kept = this.#first(value, isWhole ? Infinity : this.#elements);
    return this.#each(kept.map((part, at) => [at, part])).map(([, part]) => part);
  }

  #text(text: string): string {
    const isCut = text.length > this.#longest;
    if (isCut) this.#note(this.#longest, text.length);
    const shorter = isCut ? `${upTo(text, this.#longest)}…` : text;
    this.#left -= shorter.length + 2;
    return shorter;
  }

  #object(value: object): object {
    const fields = this.#first(Object.entries(value), Math.max(this.#elements, FIELDS_KEPT));
    return Object.fromEntries(this.#each(fields));
  }

  #first<P>(parts: readonly P[], most: number): readonly P[] {
    if (parts.length <= most) return parts;
    this.#note(most, parts.length);
    return parts.slice(0, most);
  }

  #each<N extends string | number>(parts: readonly (readonly [N, unknown])[]): [N, unknown][] {
    const shorter: [N, unknown][] = [];
    for (const [name, part] of parts) {
      if (this.isTooLong) break;
      this.#left -= typeof name === 'string' ? name.length + 4 : 1;
      this.#path.push(name);
      shorter.push([name, this.of(part)]);
      this.#path.pop();
    }
    return shorter;
  }

  #note(kept: number, of: number): void {
    this.cut.push({ path: this.#path.join('.'), kept, of });
  }
}

/** The first `length` UTF-16 code units of a text, or one less where that would halve a surrogate pair. */
export function upTo(text: string, length: number): string {
  const part = text.slice(0, length);
  return part.length < text.length && /[\uD800-\uDBFF]$/.test(part) ? part.slice(0, -1) : part;
}

/** A part of a list, with the place at which the next one begins; null after the last. */
interface Slice<T> {
  readonly items: readonly T[];
  readonly next: number | null;
}

/** As many elements from `from` on as fit into an answer, `limit` at most, and one at least. */
export function sliceOf<T>(all: readonly T[], from: number, limit: number): Slice<T> {
  const items: T[] = [];
  let characters = 0;
  for (const item of all.slice(from, from + limit)) {
    characters += JSON.stringify(item).length + 1;
    if (characters > MOST_CHARACTERS - FOR_CUTS && items.length > 0) break;
    items.push(item);
  }
  const end = from + items.length;
  return { items, next: end < all.length ? end : null };
}
