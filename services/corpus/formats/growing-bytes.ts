const NOTHING = Buffer.alloc(0);

/** Joins pieces of bytes into one buffer, without copying all of them again for every piece. */
export class GrowingBytes {
  #storage: Buffer = NOTHING;
  #start = 0;
  #end = 0;

  /** The bytes that were added and not dropped. The returned buffer does not change when more are added. */
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

  /** Drops the first `count` bytes. */
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
