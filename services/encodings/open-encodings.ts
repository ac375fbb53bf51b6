import { KindredError } from '../../schemas/errors.ts';
import type { Encoder } from '../embedding/port.ts';
import type { DeletionSelector, RecordStore, RecordStores } from '../store/port.ts';
import { deletingInBoth } from './deleting-in-both.ts';
import type { Encoding, Encodings } from './port.ts';

/** How often a process looks whether another one has switched to the next encoding, in milliseconds. */
export const POLL_MS = 2_000;

export interface Encoders {
  /** The encoder that is configured to answer. */
  readonly current: Encoder;
  /** The encoder to move to; null: no move is meant. */
  readonly next: Encoder | null;
}

/**
 * Opens the encoding that answers: that of `current`, or of `next` when a finished move has made it live. The other
 * encoding is opened too, when a move is to fill it or when a finished move has left its vectors to be removed.
 * @param wrap is applied to every store that is opened
 * @throws KindredError `space_mismatch` when neither encoder made the vectors of the live store, and what the store
 * throws when it cannot be opened
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
  readonly #asOpened: readonly Encoding[];
  #opened: readonly Encoding[];
  #live: Encoding;
  #foreign: string | null = null;

  constructor(stores: RecordStores, opened: readonly Encoding[], next: Encoder | null) {
    this.#stores = stores;
    this.#next = next;
    this.#asOpened = opened;
    this.#opened = opened.map((encoding) => ({
      ...encoding,
      store: deletingInBoth(encoding.store, () => this.#storeBeside(encoding, opened)),
    }));
    const [first] = this.#opened;
    if (first === undefined) throw new Error('This is a bug: no encoding was opened.');
    this.#live = first;
    this.#timer = setInterval(() => void this.#look().catch(() => undefined), POLL_MS);
    this.#timer.unref();
  }

  live(): Encoding {
    return this.#live;
  }

  next(): Encoding | null {
    return this.#beside((encoding) => encoding.encoder === this.#next);
  }

  previous(): Encoding | null {
    return this.#beside((encoding) => encoding.encoder !== this.#next);
  }

  named(spaceId: string): Encoding {
    const encoding = this.#opened.find(({ encoder }) => encoder.spaceId === spaceId);
    if (encoding !== undefined) return encoding;
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

  async assertLive(encoding: Encoding): Promise<void> {
    await this.#look();
    if (this.#foreign === null && this.#live.encoder === encoding.encoder) return;
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

  async deleteFromNext(selection: DeletionSelector): Promise<void> {
    const next = this.next();
    // The store as it was opened: that of `next` deletes from the live one too.
    await this.#asOpened.find(({ encoder }) => encoder === next?.encoder)?.store.delete(selection);
  }

  async removePrevious(): Promise<void> {
    const previous = this.previous();
    if (previous === null) return;
    this.#opened = [this.#live];
    await previous.store.close();
    await this.#stores.remove(previous.encoder);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const { store } of this.#opened) await store.close();
  }

  #beside(fits: (encoding: Encoding) => boolean): Encoding | null {
    return this.#opened.find((encoding) => encoding !== this.#live && fits(encoding)) ?? null;
  }

  /**
   * The store of the other encoding as it was opened; undefined when there is none, or its vectors were removed, by this
   * process or another one.
   */
  async #storeBeside(own: Encoding, asOpened: readonly Encoding[]): Promise<RecordStore | undefined> {
    const other = asOpened.find(({ encoder }) => encoder !== own.encoder);
    if (other === undefined || this.#opened.every(({ encoder }) => encoder !== other.encoder))
      return undefined;
    return (await this.#stores.exists(other.encoder)) ? other.store : undefined;
  }

  /** Asks the stores which encoding is live, since another process may have switched. */
  async #look(): Promise<void> {
    const live = await this.#stores.live();
    const known = this.#opened.find(({ encoder }) => this.#stores.nameOf(encoder) === live);
    this.#foreign = known === undefined ? live : null;
    if (known !== undefined) this.#live = known;
  }
}
