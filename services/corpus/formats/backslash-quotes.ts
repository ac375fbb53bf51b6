const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NOTHING = Buffer.alloc(0);
/**
 * A field in quotes in which a backslash and a quote are followed by more of the field. No file that writes quotes twice has
 * that: there, a second quote, a delimiter or the end of the line would follow.
 */
const EVIDENCE = /(?:^|[,;\t\n])"[^"]*\\"[^",;\t\r\n]/;

/** Whether quotes within fields are written as `\"`, as Spark does, and not twice. */
export function hasBackslashQuotes(text: string): boolean {
  return EVIDENCE.test(text);
}

/** Writes the quotes of such a file twice, chunk by chunk, which changes no length and so no place. */
export class BackslashQuotes {
  /** The backslashes at the end of the last chunk. */
  #held = NOTHING;

  push(chunk: Buffer): Buffer {
    const bytes = Buffer.concat([this.#held, chunk]);
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === BACKSLASH) end -= 1;
    this.#held = bytes.subarray(end);
    const whole = bytes.subarray(0, end);
    for (let at = whole.indexOf(QUOTE); at !== -1; at = whole.indexOf(QUOTE, at + 1)) {
      let first = at;
      while (first > 0 && whole[first - 1] === BACKSLASH) first -= 1;
      if ((at - first) % 2 === 1) whole[at - 1] = QUOTE;
    }
    return whole;
  }

  end(): Buffer {
    return this.#held;
  }
}
