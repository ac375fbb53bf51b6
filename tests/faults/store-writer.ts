import { writeSync } from 'node:fs';
import { openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import { SIGNATURE } from '../contract/store-samples.ts';
import { batchOf, corpusOf } from './store-batches.ts';

/** Writes batches until it is killed, and deletes every fifth. It prints each step only after the step is done. */
async function writeForever(directory: string, run: number): Promise<void> {
  const store = await openEmbeddedStore(directory, SIGNATURE);
  writeSync(1, 'open\n');
  for (let batch = 0; ; batch++) {
    await store.upsert(batchOf(run, batch));
    writeSync(1, `stored ${batch}\n`);
    if (batch % 5 !== 4) continue;
    await store.delete({ corpora: [corpusOf(run, batch)] });
    writeSync(1, `deleted ${batch}\n`);
  }
}

const [directory, run] = process.argv.slice(2);
if (directory === undefined) throw new Error('usage: store-writer.ts DIRECTORY RUN');
await writeForever(directory, Number(run));
