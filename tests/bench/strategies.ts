/**
 * Compares the strategies of demonstrations on a stored corpus (see ingest.ts --data): for instructions drawn
 * from it, how many demonstrations carry the query's label, how alike they are, and how far they cover its words.
 *
 *   node --import tsx tests/bench/strategies.ts DIR [--queries 300]
 */
import { parseArgs } from 'node:util';
import { DemonstrationsRequest, Strategy } from '../../schemas/api/demonstrations.ts';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { findDemonstrations } from '../../services/retrieval/demonstrations.ts';

const { values, positionals } = parseArgs({
  options: { queries: { type: 'string', default: '300' } },
  allowPositionals: true,
});
const data = positionals[0];
if (data === undefined)
  throw new Error('usage: node --import tsx tests/bench/strategies.ts DIR [--queries 300]');
const kindred = await compose(readConfig({ ...process.env, KINDRED_DATA: data }), (error) =>
  console.error(error),
);
const mean = (numbers: readonly number[]): string =>
  (numbers.reduce((sum, number) => sum + number, 0) / numbers.length).toFixed(3);
try {
  const queries = await kindred.encodings.live().store.sample({}, Number(values.queries), 7);
  console.log(`${queries.length} queries, k 4; means over all demonstrations`);
  for (const strategy of Strategy.options) {
    const found = [];
    for (const { record } of queries) {
      const { instruction, input } = record;
      const request = DemonstrationsRequest.parse({ instruction, input, strategy });
      const { demonstrations } = await findDemonstrations(request, {
        ...kindred,
        ...kindred.encodings.live(),
      });
      found.push(...demonstrations.map((one) => ({ ...one, wanted: record.label?.name })));
    }
    const sameLabel = found.map(({ record, wanted }) => Number(record.label?.name === wanted));
    console.log(
      [
        strategy.padEnd(9),
        `same label ${mean(sameLabel)}`,
        `task ${mean(found.map(({ scores }) => scores.task))}`,
        `redundancy ${mean(found.filter(({ rank }) => rank > 1).map(({ scores }) => scores.redundancy))}`,
        `coverage ${mean(found.map(({ scores }) => scores.coverage))}`,
        `${(found.length / queries.length).toFixed(2)} a query`,
      ].join('  '),
    );
  }
} finally {
  await kindred.close();
}
