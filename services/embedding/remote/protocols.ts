import type { RemotePart, RemoteSpace } from '../../../schemas/remote-encoder.ts';

/** How the requests of a protocol look. */
export interface EmbeddingProtocol {
  /** What follows the address of the service. */
  readonly path: string;
  body(texts: readonly string[], space: RemoteSpace): object;
  /** The vectors of an answer in the order of the texts, unchecked; null when it has another shape. */
  vectorsOf(answer: unknown): readonly unknown[] | null;
}

/** The protocol that a descriptor names. */
export function protocolOf({ protocol, model, ask_dimensions: asks }: RemotePart): EmbeddingProtocol {
  const dimensionsOf = ({ dimensions }: RemoteSpace): object => (asks ? { dimensions } : {});
  if (protocol === 'openai') {
    return {
      path: 'embeddings',
      body: (input, space) => ({ model, input, encoding_format: 'float', ...dimensionsOf(space) }),
      vectorsOf: openAiVectors,
    };
  }
  // Left to itself, a server may be set to shorten texts without saying so.
  return {
    path: 'embed',
    body: (inputs, space) => ({ inputs, truncate: false, normalize: true, ...dimensionsOf(space) }),
    vectorsOf: (answer) => (Array.isArray(answer) ? answer : null),
  };
}

/** The entries may come in any order: `index` says of which text each is. Some servers leave it out. */
function openAiVectors(answer: unknown): readonly unknown[] | null {
  if (typeof answer !== 'object' || answer === null || !('data' in answer) || !Array.isArray(answer.data))
    return null;
  const vectors: unknown[] = [];
  answer.data.forEach((entry: unknown, place) => {
    if (typeof entry !== 'object' || entry === null || !('embedding' in entry)) return;
    vectors['index' in entry && typeof entry.index === 'number' ? entry.index : place] = entry.embedding;
  });
  return vectors;
}
