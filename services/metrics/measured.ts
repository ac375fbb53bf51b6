import { KindredError } from '../../schemas/errors.ts';
import type { Encoder } from '../embedding/port.ts';
import type { RecordStore } from '../store/port.ts';
import type { Metrics } from './metrics.ts';

/** The encoder, with what it embeds counted. */
export function measuredEncoder(encoder: Encoder, metrics: Metrics): Encoder {
  return {
    spaceId: encoder.spaceId,
    name: encoder.name,
    dimensions: encoder.dimensions,
    maxTokens: encoder.maxTokens,
    threads: encoder.threads,
    relatedFrom: encoder.relatedFrom,
    countTokens: (texts) => encoder.countTokens(texts),
    close: () => encoder.close(),
    embed: async (texts, options) => {
      const batch = await encoder.embed(texts, options);
      metrics.encoderBatch.observe(texts.length);
      metrics.encoderTexts.inc(batch.embedded);
      metrics.encoderSeconds.inc(batch.inferenceMs / 1_000);
      return batch;
    },
  };
}

/** The store, with the time and the errors of every operation. */
export function measuredStore(store: RecordStore, metrics: Metrics): RecordStore {
  const timed =
    <A extends unknown[], R>(operation: string, run: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const stop = metrics.storeSeconds.startTimer({ operation });
      try {
        return await run(...args);
      } catch (error) {
        const code = error instanceof KindredError ? error.code : 'internal';
        metrics.storeErrors.inc({ operation, code });
        throw error;
      } finally {
        stop();
      }
    };
  return {
    signature: store.signature,
    upsert: timed('upsert', (records) => store.upsert(records)),
    existing: timed('existing', (ids) => store.existing(ids)),
    fetch: timed('fetch', (ids) => store.fetch(ids)),
    vectorsByTextHash: timed('vectors_by_text_hash', (hashes) => store.vectorsByTextHash(hashes)),
    nearest: timed('nearest', (query) => store.nearest(query)),
    lexical: timed('lexical', (query) => store.lexical(query)),
    sample: timed('sample', (selection, count, seed) => store.sample(selection, count, seed)),
    scroll: timed('scroll', (selection, options) => store.scroll(selection, options)),
    count: timed('count', (selection) => store.count(selection)),
    facet: timed('facet', (field, selection) => store.facet(field, selection)),
    delete: timed('delete', (selection) => store.delete(selection)),
    startLoading: timed('start_loading', () => store.startLoading()),
    endLoading: timed('end_loading', () => store.endLoading()),
    untilSettled: (signal) => store.untilSettled(signal),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}
