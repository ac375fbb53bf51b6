import { signal } from '@preact/signals';
import type { InstructionRecord } from '../../../schemas/record.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';

const AT_ONCE = 6;
const MOST_KEPT = 1_000;

/** Records that are looked at, read one by one and kept for a while. What was wanted before and is not begun is forgotten. */
export class RecordCache {
  readonly #client: Client;
  readonly #corpus: string;
  /** Null for a record that is not there any more. */
  readonly #kept = new Map<string, InstructionRecord | null>();
  readonly #reading = new Set<string>();
  #wanted: readonly string[] = [];
  /** Changes whenever a record has come. */
  readonly version = signal(0);

  constructor(client: Client, corpus: string) {
    this.#client = client;
    this.#corpus = corpus;
  }

  /** The record; null for one that is gone, undefined while it has not come. */
  get(id: string): InstructionRecord | null | undefined {
    return this.#kept.get(id);
  }

  keep(record: InstructionRecord): void {
    this.#kept.set(record.id, record);
  }

  want(ids: readonly string[]): void {
    this.#wanted = ids;
    this.#readOn();
  }

  #readOn(): void {
    for (const id of this.#wanted) {
      if (this.#reading.size >= AT_ONCE) return;
      if (!this.#kept.has(id) && !this.#reading.has(id)) void this.#read(id);
    }
  }

  async #read(id: string): Promise<void> {
    this.#reading.add(id);
    const record = await this.#client.record(this.#corpus, id).catch(() => null);
    this.#reading.delete(id);
    this.#kept.set(id, record);
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      if (!this.#wanted.includes(old)) this.#kept.delete(old);
    }
    this.version.value += 1;
    this.#readOn();
  }
}
