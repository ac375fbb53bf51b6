import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { deleteCorpus, finishDeletions } from '../../services/api/jobs/delete-corpus.ts';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { toRecord } from '../../services/corpus/record.ts';
import { at } from '../../services/runtime/at.ts';
import { ROWS } from '../api/rows.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { TINY } from '../encoder-folder.ts';

/** How long the upkeep may be at it before the records of the request go. */
const UPKEEP_MS = 1_000;

test('a deletion tells how many records it deleted, also when the upkeep would finish it meanwhile', async () => {
  const config = readConfig({
    KINDRED_DATA: join(await temporaryDirectory(), 'data'),
    KINDRED_ENCODER: TINY,
  });
  const kindred = await compose(config, (error) => {
    throw error;
  });
  const { encoder, store } = kindred.encodings.live();
  const none = { system: '', history: [], user_id: null, metadata: {} };
  const records = ROWS.slice(0, 5).map(({ instruction, input, output, source }) =>
    toRecord({ instruction, input, output, source, ...none }, 'gone', null),
  );
  const { vectors } = await encoder.embed(records.map(embeddingText));
  await store.upsert(records.map((record, index) => ({ record, epoch: 0, vectors: at(vectors, index) })));
  const gate = new EventEmitter();
  const reached = once(gate, 'reached');
  const slow = {
    endLoading: () => store.endLoading(),
    delete: async (filter: Parameters<typeof store.delete>[0]) => {
      const opened = once(gate, 'opened');
      gate.emit('reached');
      await opened;
      return store.delete(filter);
    },
  };
  const deleting = deleteCorpus('gone', { ...kindred, store: slow });
  await reached;
  const finishing = finishDeletions({ ...kindred, store }, Date.now(), (error) => {
    throw error;
  });
  await Promise.race([finishing, sleep(UPKEEP_MS)]);
  gate.emit('opened');
  expect(await deleting).toBe(5);
  await finishing;
  expect(await store.count({ corpora: ['gone'] })).toBe(0);
  await kindred.close();
});
