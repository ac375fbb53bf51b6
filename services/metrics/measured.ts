import { KindredError } from '../../schemas/errors.ts';
import { aroundEmbed } from '../embedding/around-embed.ts';
import type { Encoder } from '../embedding/port.ts';
import { eachOperation } from '../store/each-operation.ts';
import type { RecordStore } from '../store/port.ts';
import type { Metrics } from './metrics.ts';

/** The encoder, with what it embeds counted. */
export function measuredEncoder(encoder: Encoder, metrics: Metrics): Encoder {
  return aroundEmbed(encoder, async (texts, options) => {
    const batch = await encoder.embed(texts, options);
    metrics.encoderBatch.observe(texts.length);
    metrics.encoderTexts.inc(batch.embedded);
    metrics.encoderSeconds.inc(batch.inferenceMs / 1_000);
    return batch;
  });
}

/** The store, with the time and the errors of every operation. */
export function measuredStore(store: RecordStore, metrics: Metrics): RecordStore {
  return eachOperation(store, async (operation, run) => {
    const stop = metrics.storeSeconds.startTimer({ operation });
    try {
      return await run();
    } catch (error) {
      const code = error instanceof KindredError ? error.code : 'internal';
      metrics.storeErrors.inc({ operation, code });
      throw error;
    } finally {
      stop();
    }
  });
}
