import type { Encoder } from './port.ts';

/** The encoder with another way to its vectors; all that it says of itself stays. */
export function aroundEmbed(encoder: Encoder, embed: Encoder['embed']): Encoder {
  return {
    spaceId: encoder.spaceId,
    name: encoder.name,
    dimensions: encoder.dimensions,
    maxTokens: encoder.maxTokens,
    threads: encoder.threads,
    relatedFrom: encoder.relatedFrom,
    kinds: encoder.kinds,
    labels: encoder.labels,
    fit: encoder.fit,
    pairs: encoder.pairs,
    countTokens: (texts) => encoder.countTokens(texts),
    close: () => encoder.close(),
    embed,
  };
}
