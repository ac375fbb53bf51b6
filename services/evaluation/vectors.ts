import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SpaceName } from '../../schemas/record.ts';
import { bagOfWords } from '../analysis/bag-of-words.ts';
import { toPoints } from '../analysis/points.ts';
import type { Points } from '../analysis/points.ts';
import type { Encoder, NamedDirections } from '../embedding/port.ts';

/** The vectors of some texts in a space, L2-normalised. */
interface EmbeddedTexts {
  /** The space of an encoder; null for bag of words. */
  readonly space: SpaceName | null;
  /** The vector of each text, in the order of the texts. */
  readonly points: Points;
  /** Number of texts that were longer than the encoder reads. */
  readonly truncated: number;
}

/** Lets a caller follow long work, and end it. */
export interface EvaluationWatch {
  /** Called with a text that says what is being done, whenever that changes. */
  readonly onProgress: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** A way of turning texts into vectors that is evaluated. */
export interface EmbeddingMethod {
  readonly name: string;
  /** The kinds of work that it tells by vectors of its task space, if it does. */
  readonly kinds?: Pick<NamedDirections, 'names' | 'nearest'> | null;
  /** Embeds texts in every space of the method. Vectors of bag of words can only be compared within the same call. */
  embed(texts: readonly string[], watch: EvaluationWatch): Promise<EmbeddedTexts[]>;
}

/** A watch that puts a name before every message of progress. */
export function watchOf(name: string, { onProgress, signal }: EvaluationWatch): EvaluationWatch {
  const named = (message: string): void => onProgress(`${name}: ${message}`);
  return signal === undefined ? { onProgress: named } : { onProgress: named, signal };
}

const TEXTS_AT_ONCE = 512;

/**
 * Lets the event loop run, so that signals are handled.
 * @throws the reason of the signal when it is aborted
 */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await nextTurn();
  signal?.throwIfAborted();
}

/** An encoder as a method: it gives the vectors of both spaces. */
export function encoderMethod(encoder: Encoder): EmbeddingMethod {
  return {
    name: encoder.name,
    kinds: encoder.kinds,
    embed: async (texts, { onProgress, signal }) => {
      const task: Float32Array[] = [];
      const content: Float32Array[] = [];
      let truncated = 0;
      for (let at = 0; at < texts.length; at += TEXTS_AT_ONCE) {
        const part = texts.slice(at, at + TEXTS_AT_ONCE);
        const batch = await encoder.embed(part);
        signal?.throwIfAborted();
        for (const vectors of batch.vectors) {
          task.push(vectors.task);
          content.push(vectors.content);
        }
        truncated += batch.truncated.filter(Boolean).length;
        onProgress(`embedded ${task.length} of ${texts.length} texts`);
      }
      return [
        { space: 'task', points: toPoints(task), truncated },
        { space: 'content', points: toPoints(content), truncated },
      ];
    },
  };
}

/** The baseline as a method: TF-IDF and truncated SVD of the texts of a call, see `bag-of-words.ts`. */
export const BAG_OF_WORDS: EmbeddingMethod = {
  name: 'bag of words',
  embed: async (texts, { onProgress, signal }) => {
    onProgress(`counting the words of ${texts.length} texts`);
    await breathe(signal);
    return [{ space: null, points: toPoints(bagOfWords(texts)), truncated: 0 }];
  },
};
