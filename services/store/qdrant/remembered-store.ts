import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { KindredError } from '../../../schemas/errors.ts';
import { createDurably, writeDurably } from '../../runtime/durable-file.ts';
import { isErrno } from '../../runtime/is-errno.ts';

const Mark = z.object({ id: z.uuid(), since: z.iso.datetime() });
type Mark = z.infer<typeof Mark>;

/**
 * What the data directory knows of the records in Qdrant: that they were there. A Qdrant that lost its volume answers as a
 * new one does, and only somebody else can tell the two apart.
 */
export class RememberedStore {
  readonly #path: string;
  readonly #name: string;
  readonly #given: string | null;

  /**
   * @param name the name under which the records are kept in Qdrant
   * @param acceptsLossOf the id of the remembered store whose loss the operator has accepted; null for none
   */
  constructor(dataDir: string, name: string, acceptsLossOf: string | null) {
    this.#path = join(dataDir, 'qdrant', `${name}.json`);
    this.#name = name;
    this.#given = acceptsLossOf;
  }

  /** Notes that the records are there. */
  async remember(): Promise<void> {
    await createDurably(this.#path, this.#newMark());
  }

  /**
   * To be asked before a store is made where there is none.
   * @throws KindredError `store_unavailable` when there was one, unless its loss was accepted
   */
  async assertNew(): Promise<void> {
    const mark = await this.#read();
    if (mark === null) return;
    if (mark.id === this.#given) {
      await writeDurably(this.#path, this.#newMark());
      return;
    }
    throw new KindredError(
      'store_unavailable',
      `The Qdrant server of QDRANT_URL has no records under the name ${this.#name}, and this data directory knows that it ` +
        `had some since ${mark.since.slice(0, 10)}: the server has lost its data, or it is another one. Nothing was changed. ` +
        'Correct QDRANT_URL or QDRANT_COLLECTION, give the server its volume back, or bring the records back with ' +
        `"kindred restore". To begin with an empty store instead, start once with KINDRED_ACCEPT_EMPTY_STORE=${mark.id}.`,
    );
  }

  #newMark(): string {
    const mark: Mark = { id: randomUUID(), since: new Date().toISOString() };
    return `${JSON.stringify(mark)}\n`;
  }

  async #read(): Promise<Mark | null> {
    try {
      return Mark.parse(JSON.parse(await readFile(this.#path, 'utf8')));
    } catch (cause) {
      if (isErrno(cause, 'ENOENT')) return null;
      const message = `${this.#path} cannot be read. Remove it if the records of Qdrant are complete.`;
      throw new KindredError('store_unavailable', message, { cause });
    }
  }
}
