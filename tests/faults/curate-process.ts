/**
 * One process of the service for the fault tests. It works on the unfinished jobs in DIR. When no job has the id
 * JOB_ID, it makes one that computes the neighbours of the corpus `faults`. Prints `STAGE DONE` as the job goes on, and
 * `done` at its end.
 *
 * node --import tsx tests/faults/curate-process.ts DIR JOB_ID
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { startWorkers } from '../../workers/main.ts';

const [data, id] = process.argv.slice(2);
if (data === undefined || id === undefined) throw new Error('usage: curate-process.ts DIR JOB_ID');
const kindred = await compose(readConfig({ KINDRED_DATA: data }), (error) => {
  process.stderr.write(`${error.message}\n`);
});
await kindred.queue.enqueue('curate', id, {
  corpora: ['faults'],
  operation: { kind: 'neighbours', space: 'content', k: 16 },
});
await startWorkers(kindred);
for (let state = ''; state !== 'completed';) {
  const job = await kindred.queue.find('curate', id);
  if (job === null) throw new Error('the job was lost');
  if (job.state === 'failed') throw new Error(job.error ?? 'failed');
  process.stdout.write(`${job.progress?.stage ?? 'waiting'} ${job.progress?.done ?? 0}\n`);
  state = job.state;
  await sleep(10);
}
await kindred.close();
process.stdout.write('done\n');
