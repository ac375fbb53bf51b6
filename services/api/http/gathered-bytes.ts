const LARGEST_BLOCK_BYTES = 64 * 1024;

/**
 * Bytes that arrive in parts, put together as they arrive. The parts themselves are not kept: a client may send each byte
 * as a part of its own, and a part occupies hundreds of bytes that nobody counts.
 */
export class GatheredBytes {
  readonly #full: Buffer[] = [];
  #block = Buffer.alloc(0);
  #used = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(part: Buffer): void {
    const room = this.#block.length - this.#used;
    part.copy(this.#block, this.#used, 0, room);
    this.#used += Math.min(room, part.length);
    if (part.length > room) this.#begin(part.subarray(room));
    this.#length += part.length;
  }

  all(): Buffer {
    return Buffer.concat([...this.#full, this.#block.subarray(0, this.#used)], this.#length);
  }

  /** Begins a block with `rest`. Blocks grow with what was sent, so that a short body does not occupy a long one. */
  #begin(rest: Buffer): void {
    this.#full.push(this.#block);
    this.#block = Buffer.allocUnsafe(Math.max(rest.length, Math.min(this.#length, LARGEST_BLOCK_BYTES)));
    rest.copy(this.#block);
    this.#used = rest.length;
  }
}
