import { aroundEmbed } from '../embedding/around-embed.ts';
import type { Encoder } from '../embedding/port.ts';
import { eachOperation } from '../store/each-operation.ts';
import type { RecordStore } from '../store/port.ts';
import type { Tracing } from './tracing.ts';

/** An encoder that traces a step for each batch that it embeds. */
export function tracedEncoder(encoder: Encoder, tracing: Tracing): Encoder {
  return aroundEmbed(encoder, (texts, options) =>
    tracing.step('encoder embed', async (span) => {
      span.set({ 'kindred.texts': texts.length });
      const batch = await encoder.embed(texts, options);
      span.set({ 'kindred.texts.embedded': batch.embedded, 'kindred.inference_ms': batch.inferenceMs });
      return batch;
    }),
  );
}

/** A store that traces a step for each operation. */
export function tracedStore(store: RecordStore, tracing: Tracing): RecordStore {
  return eachOperation(store, (operation, run) => tracing.step(`store ${operation}`, run));
}
