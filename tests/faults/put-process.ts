/**
 * Writes one record with the key `q1` and the answer OUTPUT into the corpus `faults` in DIR, as the API does. With `hold` it stops
 * for ever after the new record is stored, before the old one is deleted, and prints `stored`. Prints `done` at the end.
 *
 * node --import tsx tests/faults/put-process.ts DIR OUTPUT [hold]
 */
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { putRecords } from '../../services/records/put-records.ts';
import { eachOperation } from '../../services/store/each-operation.ts';
import { TINY } from '../encoder-folder.ts';

const [data, output, hold] = process.argv.slice(2);
if (data === undefined || output === undefined) throw new Error('usage: put-process.ts DIR OUTPUT [hold]');
const config = readConfig({ KINDRED_DATA: data, KINDRED_ENCODER: TINY });
const kindred = await compose(config, (error) => process.stderr.write(`${error.message}\n`));
const { epochs, writing, encodings } = kindred;
const { store, encoder } = encodings.live();
const untilKilled = (): Promise<number> => {
  process.stdout.write('stored\n');
  return new Promise(() => setInterval(() => undefined, 1_000));
};
const held = { ...eachOperation(store, (_name, run) => run()), delete: untilKilled };
const content = {
  ...{ instruction: 'Explain the tides.', input: '', output, system: '', history: [] },
  ...{ source: null, user_id: 'q1', metadata: {} },
};
const order = { corpus: 'faults', epoch: 0, reuseFrom: null, signal: new AbortController().signal };
await putRecords([content], order, { store: hold === undefined ? store : held, encoder, epochs, writing });
await kindred.close();
process.stdout.write('done\n');
