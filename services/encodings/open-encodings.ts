import { KindredError } from '../../schemas/errors.ts';
import type { Encoder } from '../embedding/port.ts';
import type { RecordStore, RecordStores } from '../store/port.ts';
import { deletingInBoth } from './deleting-in-both.ts';
import type { Encoding, Encodings } from './port.ts';

/** How often a process looks whether another one has switched to another encoding. */
export const POLL_MS = 2_000;

/** The encoders that an operator has configured. */
export interface Encoders {
  readonly current: Encoder;
  /** The encoder to move to; null when no move is wanted. */
  readonly next: Encoder | null;
}

/**
 * Opens the encoding that answers, which is that of the current or of the next encoder, and the other one beside it: it is
 * filled when it is the next one, and removed when a finished move has left it behind.
 * @param wrap applied to every store that is opened
 * @throws KindredError `space_mismatch` when neither encoder has made the vectors of the store that is live, and whatever
 * opening a store throws
 */
export async function openEncodings(
  stores: RecordStores,
  { current, next }: Encoders,
  wrap: (store: RecordStore) => RecordStore,
): Promise<Encodings> {
  const live = await stores.live();
  const moved = next !== null && live === stores.nameOf(next);
  const answering = moved ? next : current;
  const beside = moved ? current : next;
  await stores.claim(answering);
  const openEncoding = async (encoder: Encoder): Promise<Encoding> => ({
    encoder,
    store: wrap(await stores.open(encoder)),
  });
  const opened = [await openEncoding(answering)];
  try {
    if (
      beside !== null &&
      beside.spaceId !== answering.spaceId &&
      (!moved || (await stores.exists(beside)))
    ) {
      opened.push(await openEncoding(beside));
    }
  } catch (error) {
    await opened[0]?.store.close();
    throw error;
  }
  return new OpenEncodings(stores, opened, next);
}

class OpenEncodings implements Encodings {
  readonly #stores: RecordStores;
  readonly #next: Encoder | null;
  readonly #timer: NodeJS.Timeout;
  #spaces: readonly Encoding[];
  #live: Encoding;
  #foreign: string | null = null;

  constructor(stores: RecordStores, opened: readonly Encoding[], next: Encoder | null) {
    this.#stores = stores;
    this.#next = next;
    this.#spaces = opened.map((space) => ({
      ...space,
      store: deletingInBoth(space.store, () => this.#otherThan(space.encoder)),
    }));
    const [first] = this.#spaces;
    if (first === undefined) throw new Error('This is a bug: no space was opened.');
    this.#live = first;
    this.#timer = setInterval(() => void this.#look().catch(() => undefined), POLL_MS);
    this.#timer.unref();
  }

  live(): Encoding {
    return this.#live;
  }

  next(): Encoding | null {
    return this.#beside((space) => space.encoder === this.#next);
  }

  previous(): Encoding | null {
    return this.#beside((space) => space.encoder !== this.#next);
  }

  named(spaceId: string): Encoding {
    const space = this.#spaces.find(({ encoder }) => encoder.spaceId === spaceId);
    if (space !== undefined) return space;
    throw new KindredError(
      'store_unavailable',
      `This process has no encoder of the space ${spaceId}. Set KINDRED_NEXT_ENCODER alike for every process.`,
    );
  }

  assertKnown(): void {
    if (this.#foreign === null) return;
    throw new KindredError(
      'space_mismatch',
      `The records are in the space ${this.#foreign} now, whose encoder this process does not have. Start it again ` +
        'with KINDRED_ENCODER set to that encoder.',
    );
  }

  async assertLive(space: Encoding): Promise<void> {
    await this.#look();
    if (this.#foreign === null && this.#live.encoder === space.encoder) return;
    throw new KindredError(
      'store_unavailable',
      'Another space began to answer while this was written into the one before: it is written again.',
    );
  }

  async switchToNext(): Promise<void> {
    const next = this.next();
    if (next === null) return;
    await this.#stores.makeLive(next.encoder);
    this.#live = next;
  }

  async removePrevious(): Promise<void> {
    const previous = this.previous();
    if (previous === null) return;
    this.#spaces = [this.#live];
    await previous.store.close();
    await this.#stores.remove(previous.encoder);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const { store } of this.#spaces) await store.close();
  }

  #beside(fits: (space: Encoding) => boolean): Encoding | null {
    return this.#spaces.find((space) => space !== this.#live && fits(space)) ?? null;
  }

  /** The encoding beside that of `own`; undefined when there is none, or another process has removed it. */
  async #otherThan(own: Encoder): Promise<Encoding | undefined> {
    const other = this.#spaces.find(({ encoder }) => encoder !== own);
    return other !== undefined && (await this.#stores.exists(other.encoder)) ? other : undefined;
  }

  /** Looks which encoding is live now, since another process may have switched. */
  async #look(): Promise<void> {
    const live = await this.#stores.live();
    const known = this.#spaces.find(({ encoder }) => this.#stores.nameOf(encoder) === live);
    this.#foreign = known === undefined ? live : null;
    if (known !== undefined) this.#live = known;
  }
}
