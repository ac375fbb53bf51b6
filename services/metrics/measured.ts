import { KindredError } from '../../schemas/errors.ts';
import { aroundEmbed } from '../embedding/around-embed.ts';
import type { Encoder } from '../embedding/port.ts';
import { eachOperation } from '../store/each-operation.ts';
import type { RecordStore } from '../store/port.ts';
import type { Metrics } from './metrics.ts';

/** An encoder that counts what it embeds. */
export function measuredEncoder(encoder: Encoder, metrics: Metrics): Encoder {
  return aroundEmbed(encoder, async (texts, options) => {
    const batch = await encoder.embed(texts, options);
    metrics.encoderBatch.observe(texts.length);
    metrics.encoderTexts.inc(batch.embedded);
    metrics.encoderSeconds.inc(batch.inferenceMs / 1_000);
    return batch;
  });
}

/** A store that measures the time of every operation and counts its errors. */
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
