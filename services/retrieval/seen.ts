import { KindredError } from '../../schemas/errors.ts';

/** Bytes of an id that are kept: ids are hashes, so that two among a thousand agree in them once in 10^13 searches. */
const BYTES = 8;
const DIGITS = 2 * BYTES;

/**
 * The records that earlier pages of a search gave, as the beginnings of their ids. The next page leaves them out, so that no
 * record comes twice, and none is passed over, however many records come meanwhile and wherever they stand.
 */
export class Seen {
  readonly #beginnings: string[];
  readonly #known: ReadonlySet<string>;

  private constructor(beginnings: string[]) {
    this.#beginnings = beginnings;
    this.#known = new Set(beginnings);
  }

  /** @throws KindredError `invalid_request` on `after` when the text is not one that `with` has made */
  static read(cursor: string | undefined): Seen {
    const bytes = Buffer.from(cursor ?? '', 'base64url');
    if (bytes.length % BYTES !== 0 || bytes.toString('base64url') !== (cursor ?? '')) {
      throw noCursor();
    }
    return new Seen(bytes.toString('hex').match(/.{16}/g) ?? []);
  }

  get size(): number {
    return this.#beginnings.length;
  }

  has(id: string): boolean {
    return this.#known.has(beginningOf(id));
  }

  /** What stands for these records and those of `ids`. */
  with(ids: readonly string[]): string {
    return Buffer.from([...this.#beginnings, ...ids.map(beginningOf)].join(''), 'hex').toString('base64url');
  }
}

/** The error for an `after` that no page has given. */
export function noCursor(): KindredError {
  const message = 'after: give the value of next of the page before.';
  return new KindredError('invalid_request', message, { field: 'after' });
}

function beginningOf(id: string): string {
  return id.replaceAll('-', '').slice(0, DIGITS);
}
