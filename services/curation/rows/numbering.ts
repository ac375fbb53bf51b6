import { createHash } from 'node:crypto';

/** Texts up to this length are kept as they are, since a digest would take as much room. */
const DIGEST_LENGTH = 22;

/** Gives texts numbers from 0, and remembers a digest of 132 bits of each longer text instead of the text itself. */
export class Numbering {
  readonly #numbers = new Map<string, number>();

  get size(): number {
    return this.#numbers.size;
  }

  of(...parts: readonly string[]): number {
    const [only = ''] = parts;
    if (parts.length === 1 && only.length < DIGEST_LENGTH) return this.#numberOf(only);
    const hash = createHash('sha256');
    for (const part of parts) hash.update(`${part.length}:`).update(part, 'utf8');
    return this.#numberOf(hash.digest('base64').slice(0, DIGEST_LENGTH));
  }

  #numberOf(key: string): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(key, number);
    return number;
  }
}

/** Gives pairs of whole numbers from -1 on a number of their own, in the order of their first places. */
export function numberPairs(one: Int32Array, other: Int32Array): Int32Array {
  const most = other.reduce((found, number) => Math.max(found, number), 0) + 2;
  const numbers = new Map<number, number>();
  return one.map((number, place) => {
    // Both are below 2^31, and there are never so many different ones that a product is not exact.
    const key = (number + 1) * most + (other[place] ?? 0) + 1;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  });
}
