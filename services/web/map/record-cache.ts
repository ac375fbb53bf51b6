import { KindredError } from '../../../schemas/errors.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';

const AT_ONCE = 6;
const MOST_KEPT = 1_000;

/** A record; null for one that is not there any more, why it could not be read, undefined while it has not come. */
export type ReadRecord = InstructionRecord | null | Error | undefined;

/**
 * Records that are looked at, read one by one and kept for a while. What was wanted before and is not begun is forgotten. One that
 * could not be read is read again when it is wanted again.
 */
export class RecordCache {
  readonly #client: Pick<Client, 'record'>;
  readonly #corpus: string;
  /** Null for a record that is not there any more. */
  readonly #kept = new Map<string, InstructionRecord | null>();
  readonly #failed = new Map<string, Error>();
  readonly #reading = new Set<string>();
  #wanted: readonly string[] = [];
  /** Changes whenever a record has come. */
  readonly version: { value: number };

  /** @param version a signal, so that what shows records is drawn again when one has come */
  constructor(client: Pick<Client, 'record'>, corpus: string, version: { value: number }) {
    this.#client = client;
    this.#corpus = corpus;
    this.version = version;
  }

  get(id: string): ReadRecord {
    return this.#failed.get(id) ?? this.#kept.get(id);
  }

  keep(record: InstructionRecord): void {
    this.#kept.set(record.id, record);
  }

  want(ids: readonly string[]): void {
    this.#wanted = ids;
    this.#failed.clear();
    this.#readOn();
  }

  #readOn(): void {
    for (const id of this.#wanted) {
      if (this.#reading.size >= AT_ONCE) return;
      const isKnown = this.#kept.has(id) || this.#failed.has(id);
      if (!isKnown && !this.#reading.has(id)) void this.#read(id);
    }
  }

  async #read(id: string): Promise<void> {
    this.#reading.add(id);
    try {
      this.#kept.set(id, await this.#client.record(this.#corpus, id));
    } catch (error) {
      if (error instanceof KindredError && error.code === 'not_found') this.#kept.set(id, null);
      else this.#failed.set(id, error as Error);
    }
    this.#reading.delete(id);
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      if (!this.#wanted.includes(old)) this.#kept.delete(old);
    }
    this.version.value += 1;
    this.#readOn();
  }
}
