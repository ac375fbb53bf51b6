/**
 * Many clients at once asking a running service for demonstrations: errors, percentiles, answers per second.
 *
 *   node --import tsx tests/bench/load.ts URL [--clients 64] [--seconds 60] [--key KEY]
 */
import { parseArgs } from 'node:util';
import { instructionAt } from './instructions.ts';

const { values, positionals } = parseArgs({
  options: {
    clients: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '60' },
    key: { type: 'string' },
  },
  allowPositionals: true,
});
const url = positionals[0];
if (url === undefined) throw new Error('usage: node --import tsx tests/bench/load.ts URL');

const headers = {
  'content-type': 'application/json',
  ...(values.key && { authorization: `Bearer ${values.key}` }),
};

let asked = 0;
let errors = 0;
const times: number[] = [];

async function askOnce(): Promise<void> {
  const at = asked++;
  const instruction = instructionAt(at);
  const started = performance.now();
  const response = await fetch(`${url}/v1/demonstrations`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ instruction }),
  });
  await response.arrayBuffer();
  if (response.status !== 200) errors++;
  times.push(performance.now() - started);
}

const started = performance.now();
const end = started + Number(values.seconds) * 1_000;
await Promise.all(
  Array.from({ length: Number(values.clients) }, async () => {
    while (performance.now() < end) {
      await askOnce().catch((error: unknown) => {
        errors++;
        console.error(error);
      });
    }
  }),
);
const seconds = (performance.now() - started) / 1_000;
times.sort((a, b) => a - b);
const percentile = (share: number): string =>
  `${Math.round(times[Math.floor(times.length * share)] ?? NaN)} ms`;
console.log(
  `${values.clients} clients, ${seconds.toFixed(0)} s: ${times.length} answers, ${errors} errors, ` +
    `${(times.length / seconds).toFixed(1)} a second; p50 ${percentile(0.5)}, p95 ${percentile(0.95)}, p99 ${percentile(0.99)}`,
);
