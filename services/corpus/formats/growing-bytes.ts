const NOTHING = Buffer.alloc(0);

/** Bytes that come in pieces and are read as one, without being copied again with every piece. */
export class GrowingBytes {
  #storage: Buffer = NOTHING;
  #start = 0;
  #end = 0;

  /** All that was added and not dropped; stays as it is while more is added. */
  get bytes(): Buffer {
    return this.#storage.subarray(this.#start, this.#end);
  }

  get length(): number {
    return this.#end - this.#start;
  }

  add(piece: Buffer): void {
    if (this.#end + piece.length > this.#storage.length) this.#move(2 * (this.length + piece.length));
    piece.copy(this.#storage, this.#end);
    this.#end += piece.length;
  }

  /** Forgets the first `count` bytes. */
  drop(count: number): void {
    this.#start += count;
  }

  #move(capacity: number): void {
    const held = this.bytes;
    this.#storage = Buffer.allocUnsafe(capacity);
    held.copy(this.#storage);
    this.#start = 0;
    this.#end = held.length;
  }
}
