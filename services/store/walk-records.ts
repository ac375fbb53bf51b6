import { createHash, type Hash } from 'node:crypto';
import type { EmbeddedRecord, RecordStore, RecordSelector } from './port.ts';

/** Number of records in a page. With their vectors they take some megabytes. */
const PAGE = 500;

/** What is needed of a store to walk over its records. */
export type Source = Pick<RecordStore, 'scroll' | 'count'>;

/** Walks over the selected records with their vectors, page by page, in the order of ids. */
export async function* pagesOf(
  store: Source,
  signal: AbortSignal,
  selection: RecordSelector = {},
): AsyncGenerator<readonly EmbeddedRecord[]> {
  for (let after: string | null | undefined; after !== null;) {
    signal.throwIfAborted();
    const page = await store.scroll(selection, { limit: PAGE, ...(after !== undefined && { after }) });
    if (page.records.length > 0) yield page.records;
    after = page.next;
  }
}

/** SHA-256 over every record and vector of a store, in hexadecimal. */
export async function checksumOf(store: Source, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const page of pagesOf(store, signal)) for (const embedded of page) addTo(hash, embedded);
  return hash.digest('hex');
}

/** Adds a record and its vectors to a checksum. */
export function addTo(hash: Hash, { record, vectors }: EmbeddedRecord): void {
  hash.update(JSON.stringify(record));
  for (const { buffer, byteOffset, byteLength } of [vectors.task, vectors.content]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
}
