/**
 * Times demonstration queries in the process over a data directory that holds a corpus (see ingest.ts
 * --data), and prints the median and the share of each stage.
 *
 *   node --import tsx tests/bench/query.ts DIR [--queries N]
 */
import { parseArgs } from 'node:util';
import { quantile } from './support/figures.ts';
import { instructionAt } from './support/instructions.ts';
import { DemonstrationsRequest } from '../../schemas/api/demonstrations.ts';
import { type DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { findDemonstrations } from '../../services/retrieval/demonstrations.ts';

type Timing = DemonstrationsResponse['timing_ms'];

const { values, positionals } = parseArgs({
  options: { queries: { type: 'string', default: '200' } },
  allowPositionals: true,
});
const data = positionals[0];
if (data === undefined) throw new Error('usage: node --import tsx tests/bench/query.ts DIR [--queries N]');
const kindred = await compose(readConfig({ ...process.env, KINDRED_DATA: data }), (error) =>
  console.error(error),
);
try {
  const timings: Timing[] = [];
  for (let i = 0; i < Number(values.queries); i++) {
    const instruction = instructionAt(i);
    const answer = await findDemonstrations(DemonstrationsRequest.parse({ instruction }), {
      ...kindred,
      ...kindred.encodings.live(),
    });
    timings.push(answer.timing_ms);
  }
  const warm = timings.slice(Math.ceil(timings.length / 10));
  const total = quantile(
    warm.map((timing) => timing.total),
    0.5,
  );
  console.log(
    `${await kindred.encodings.live().store.count({})} records, ${warm.length} queries after warm-up, strategy balanced, k 4`,
  );
  for (const stage of ['embed', 'search', 'choose', 'total'] as const) {
    const time = quantile(
      warm.map((timing) => timing[stage]),
      0.5,
    );
    console.log(
      `${stage.padEnd(8)} median ${time.toFixed(1).padStart(6)} ms  ${((100 * time) / total).toFixed(0).padStart(3)} %`,
    );
  }
} finally {
  await kindred.close();
}
