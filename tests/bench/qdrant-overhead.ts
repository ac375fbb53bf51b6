/**
 * What Kindred adds to a query of Qdrant: the same nearest records through the store and by the client alone, in turns;
 * by the client once more with the compressed answers that it gets by itself.
 * Takes QDRANT_URL and the other variables of a running service.
 *
 *   node --import tsx tests/bench/qdrant-overhead.ts [--queries 200] [--limit 50]
 */
import { parseArgs } from 'node:util';
import { QdrantClient } from '@qdrant/js-client-rest';
import { readConfig } from '../../services/config.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { UNCOMPRESSED } from '../../services/store/qdrant/connection.ts';
import { openQdrantStore } from '../../services/store/qdrant/stores.ts';
import { quantile } from './support/figures.ts';

const { values } = parseArgs({
  options: { queries: { type: 'string', default: '200' }, limit: { type: 'string', default: '50' } },
});
const limit = Number(values.limit);
const { qdrant, encoderDir } = readConfig(process.env);
if (qdrant === null) throw new Error('set QDRANT_URL');
const encoder = await openEncoder(encoderDir);
const store = await openQdrantStore(qdrant.address, qdrant.layout, encoder);
const { url, apiKey } = qdrant.address;
const options = { url, ...(apiKey !== null && { apiKey }), checkCompatibility: false };
const uncompressed = new QdrantClient({ ...options, headers: UNCOMPRESSED });
const compressed = new QdrantClient(options);

const through: number[] = [];
const direct: number[] = [];
const zipped: number[] = [];
try {
  for (let at = 0; at < Number(values.queries); at++) {
    const { vectors } = await encoder.embed([`Write a note about matter number ${at}.`]);
    const vector = vectors[0]?.task ?? new Float32Array();
    const ours = async (): Promise<void> => {
      await store.nearest({ space: 'task', vector, limit });
    };
    const theirs = (client: QdrantClient) => async (): Promise<void> => {
      await client.query(qdrant.layout.name, {
        query: [...vector],
        using: 'task',
        limit,
        with_payload: true,
        with_vector: ['task', 'content'],
      });
    };
    const turns: [() => Promise<void>, number[]][] = [
      [ours, through],
      [theirs(uncompressed), direct],
      [theirs(compressed), zipped],
    ];
    for (const [run, times] of at % 2 === 0 ? turns : turns.reverse()) {
      const started = performance.now();
      await run();
      times.push(performance.now() - started);
    }
  }
  const [a, b, c] = [quantile(through, 0.5), quantile(direct, 0.5), quantile(zipped, 0.5)];
  console.log(
    `${await store.count({})} records, ${limit} nearest, median of ${through.length}: through Kindred ${a.toFixed(1)} ms, ` +
      `Qdrant's client alone ${b.toFixed(1)} ms; ${(a / b).toFixed(2)} times, ${(a - b).toFixed(1)} ms more; ` +
      `the client with compressed answers ${c.toFixed(1)} ms`,
  );
} finally {
  await store.close();
  await encoder.close();
}
