/**
 * One process of the service for the fault tests. It works on the unfinished jobs in DIR. When FILE is given and no job
 * has the id JOB_ID, it ingests FILE. Prints `progress N` as rows are stored, and `done` at the end.
 *
 * node --import tsx tests/faults/ingest-process.ts DIR JOB_ID [FILE]
 */
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { startWorkers } from '../../workers/main.ts';

const [data, id, file] = process.argv.slice(2);
if (data === undefined || id === undefined) throw new Error('usage: ingest-process.ts DIR JOB_ID [FILE]');
const config = readConfig({ KINDRED_DATA: data });
const kindred = await compose(config, (error) => process.stderr.write(`${error.message}\n`));
await startWorkers(kindred);
if (file !== undefined) {
  await kindred.queue.enqueue('ingest-corpus', id, {
    corpus: 'faults',
    path: file,
    file_name: basename(file),
    remove_after: false,
    format: null,
    layout: null,
    columns: null,
  });
  process.stdout.write('accepted\n');
}
for (let state = ''; state !== 'completed';) {
  await sleep(25);
  const job = await kindred.queue.find('ingest-corpus', id);
  if (job === null) throw new Error('the job was lost');
  if (job.state === 'failed') throw new Error(job.error ?? 'failed');
  process.stdout.write(`progress ${await kindred.encodings.live().store.count({})}\n`);
  state = job.state;
}
await kindred.close();
process.stdout.write('done\n');
