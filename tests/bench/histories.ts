/**
 * Random ingestions, deletions and questions at once, over two APIs, two workers, Redis and Qdrant, or with `--embedded`
 * over one process; says which histories no order of the calls explains. Needs `redis-server` and QDRANT_BINARY.
 *
 * node --import tsx tests/bench/histories.ts --histories 500 [--seed 1] [--at-once 8] [--embedded]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TINY } from '../encoder-folder.ts';
import { unexplained } from '../faults/explain-history.ts';
import { randomHistory, type Event } from '../faults/history.ts';
import { serveAlone } from '../faults/served.ts';
import { Topology } from '../faults/topology.ts';

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '8' },
    embedded: { type: 'boolean', default: false },
  },
});

async function service(): Promise<{ apis: string[]; stop: () => Promise<void> }> {
  if (values.embedded) {
    const data = await mkdtemp(join(tmpdir(), 'kindred-histories-'));
    const served = await serveAlone({ KINDRED_DATA: data, KINDRED_ENCODER: TINY });
    const stop = async (): Promise<void> => {
      await served.stop();
      await rm(data, { recursive: true, force: true });
    };
    return { apis: [served.url], stop };
  }
  const topology = await Topology.start({ settings: { KINDRED_ENCODER: TINY } });
  const apis = await Promise.all([topology.api(), topology.api()]);
  topology.worker();
  topology.worker();
  return { apis, stop: () => topology.stop() };
}

const { apis, stop } = await service();
const first = Number(values.seed);
const seeds = Array.from({ length: Number(values.histories) }, (_, index) => first + index);
const answers = new Map<string, number>();
let wrong = 0;

function count(event: Event): void {
  const answer =
    event.kind === 'ask' ? 'ask' : `${event.kind} ${event.kind === 'delete' ? event.status : event.end}`;
  answers.set(answer, (answers.get(answer) ?? 0) + 1);
}

async function work(): Promise<void> {
  for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
    const events = await randomHistory(apis, `history-${seed}`, seed);
    events.forEach(count);
    const found = unexplained(events);
    if (found.length === 0) continue;
    wrong++;
    console.log(JSON.stringify({ seed, found, events }));
  }
}

try {
  await Promise.all(Array.from({ length: Number(values['at-once']) }, work));
} finally {
  await stop();
}
console.log(`${values.histories} histories, ${wrong} unexplained`);
for (const [answer, times] of [...answers].sort()) console.log(`${answer}: ${times}`);
process.exitCode = wrong === 0 ? 0 : 1;
