import { setTimeout as delay } from 'node:timers/promises';
import { openEmbeddedQueue } from '../../services/queue/pglite-backend.ts';
import type { JobQueue } from '../../services/queue/port.ts';
import { openRedisQueue } from '../../services/queue/redis-backend.ts';
import { CURATED, EMBED, EMBEDDED, INGEST, REEMBEDDED, progressAt } from './queue-samples.ts';

/*
 * A process for tests to kill. Arguments: `embedded DIRECTORY` or `redis URL PREFIX`, then
 * `work`: ingests report progress, add two children, and hang once these have run; prints a line for each event.
 * `enqueue`: enqueues jobs for ever and prints the id of each one that was accepted.
 * `close`: works, and closes the queue at once.
 */

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function work(queue: JobQueue): Promise<void> {
  await queue.work({
    'ingest-corpus': async (job) => {
      await job.report(progressAt(7));
      await job.addChild('embed-records', `${job.id}-0`, EMBED);
      await job.addChild('embed-records', `${job.id}-1`, EMBED);
      while ((await job.unfinishedChildren()) > 0) await delay(20);
      say(`stuck ${job.id}`);
      return new Promise(() => undefined);
    },
    'reembed-corpus': () => Promise.resolve(REEMBEDDED),
    curate: () => Promise.resolve(CURATED),
    'embed-records': (job) => {
      say(`embedded ${job.id}`);
      return Promise.resolve(EMBEDDED);
    },
  });
}

async function enqueue(queue: JobQueue): Promise<never> {
  for (let n = 0; ; n += 1) {
    const id = `${process.pid}-${n}`;
    await queue.enqueue('ingest-corpus', `job-${id}`, INGEST);
    say(`accepted job-${id}`);
  }
}

async function close(queue: JobQueue): Promise<void> {
  await work(queue);
  await queue.close();
  say('closed');
}

function open(kind: string | undefined, [first = '', prefix = '']: string[]): Promise<JobQueue> {
  return kind === 'redis' ? openRedisQueue(first, { prefix }) : openEmbeddedQueue(first);
}

const TASKS: Record<string, (queue: JobQueue) => Promise<void>> = { work, enqueue, close };

const [kind, ...rest] = process.argv.slice(2);
const task = TASKS[rest.pop() ?? ''];
if (task === undefined) throw new Error('The last argument is work, enqueue or close.');
await task(await open(kind, rest));
