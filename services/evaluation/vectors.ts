import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SpaceName } from '../../schemas/record.ts';
import { bagOfWords } from '../analysis/bag-of-words.ts';
import { toPoints } from '../analysis/points.ts';
import type { Points } from '../analysis/points.ts';
import type { Encoder } from '../embedding/port.ts';

/** The vectors of some texts in one space, L2-normalised. */
interface EmbeddedTexts {
  readonly space: SpaceName | null;
  readonly points: Points;
  /** Texts longer than the encoder reads. */
  readonly truncated: number;
}

/** What long work tells, and what ends it. */
export interface EvaluationWatch {
  /** Told what is done, as often as that changes. */
  readonly onProgress: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** A way from texts to vectors that is put to the test. */
export interface EmbeddingMethod {
  readonly name: string;
  /** Vectors of one call can be compared with one another; for bag of words, only with those. */
  embed(texts: readonly string[], watch: EvaluationWatch): Promise<EmbeddedTexts[]>;
}

/** Progress with the name of what works. */
export function watchOf(name: string, { onProgress, signal }: EvaluationWatch): EvaluationWatch {
  const named = (message: string): void => onProgress(`${name}: ${message}`);
  return signal === undefined ? { onProgress: named } : { onProgress: named, signal };
}

const TEXTS_AT_ONCE = 512;

/** Gives the process a turn for signals, and ends the work when they asked for that. */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await nextTurn();
  signal?.throwIfAborted();
}

/** Both spaces of an encoder, from one pass. */
export function encoderMethod(encoder: Encoder): EmbeddingMethod {
  return {
    name: encoder.name,
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

/** TF-IDF and truncated SVD of the texts of the call. */
export const BAG_OF_WORDS: EmbeddingMethod = {
  name: 'bag of words',
  embed: async (texts, { onProgress, signal }) => {
    onProgress(`counting the words of ${texts.length} texts`);
    await breathe(signal);
    return [{ space: null, points: toPoints(bagOfWords(texts)), truncated: 0 }];
  },
};
