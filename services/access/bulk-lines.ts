import { aroundEmbed } from '../embedding/around-embed.ts';
import type { Encoder } from '../embedding/port.ts';

/** How many bulk batches of one key are with the encoder: while one is computed, the next is made ready. */
const AT_ONCE = 2;

interface Line {
  running: number;
  /** Batches that wait, in the order in which they came. */
  readonly waiting: (() => void)[];
}

/**
 * Lets bulk batches of each key wait in a line of its own, so that a key with many requests does not hold all threads of the
 * encoder: another key's batch waits for two of them at most. What a person waits for goes before all of them anyway.
 */
export class BulkLines {
  readonly #lines = new Map<string, Line>();

  /** The encoder as requests of `asker` use it. */
  encoderFor(asker: string, encoder: Encoder): Encoder {
    return aroundEmbed(encoder, async (texts, options) => {
      if (options?.priority === 'query') return encoder.embed(texts, options);
      const leave = await this.#enter(asker);
      try {
        return await encoder.embed(texts, options);
      } finally {
        leave();
      }
    });
  }

  async #enter(asker: string): Promise<() => void> {
    const line = this.#lines.get(asker) ?? { running: 0, waiting: [] };
    this.#lines.set(asker, line);
    if (line.running < AT_ONCE) line.running += 1;
    else await new Promise<void>((resolve) => line.waiting.push(resolve));
    return () => {
      const next = line.waiting.shift();
      if (next !== undefined) next();
      else line.running -= 1;
      if (line.running === 0) this.#lines.delete(asker);
    };
  }
}
