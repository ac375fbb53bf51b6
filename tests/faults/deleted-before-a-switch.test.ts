import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { deleteCorpus } from '../../services/api/jobs/delete-corpus.ts';
import { compose, type Kindred } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { toRecord } from '../../services/corpus/record.ts';
import type { Encoding } from '../../services/encodings/port.ts';
import { hasEnded } from '../../services/queue/has-ended.ts';
import { at } from '../../services/runtime/at.ts';
import { startWorkers } from '../../workers/main.ts';
import { ROWS } from '../api/rows.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { TINY, writeOtherEncoder } from '../encoder-folder.ts';

async function inside<T>(
  environment: Record<string, string>,
  use: (kindred: Kindred) => Promise<T>,
): Promise<T> {
  const kindred = await compose(readConfig(environment), (error) => {
    throw error;
  });
  try {
    return await use(kindred);
  } finally {
    await kindred.close();
  }
}

/** Writes some of the rows as records of a corpus, in the present epoch. */
async function fill({ encoder, store }: Encoding, corpus: string, epoch: number, from = 0): Promise<void> {
  const none = { system: '', history: [], user_id: null, metadata: {} };
  const records = ROWS.slice(from, from + 5).map(({ instruction, input, output, source }) =>
    toRecord({ instruction, input, output, source, ...none }, corpus, null),
  );
  const { vectors } = await encoder.embed(records.map(embeddingText));
  await store.upsert(records.map((record, index) => ({ record, epoch, vectors: at(vectors, index) })));
}

async function reembedded({ queue, epochs, encodings }: Kindred, corpus: string): Promise<void> {
  const id = randomUUID();
  const { epoch } = await epochs.of(corpus);
  const space_id = encodings.next()?.encoder.spaceId ?? '';
  await queue.enqueue('reembed-corpus', id, { corpus, space_id, epoch });
  for (;;) {
    const job = await queue.find('reembed-corpus', id);
    if (job !== null && hasEnded(job.state)) {
      expect(job).toMatchObject({ state: 'completed' });
      return;
    }
    await sleep(50);
  }
}

test('what a process without the next encoder deleted does not come back when the next encoder answers', async () => {
  const folder = await temporaryDirectory();
  const before = { KINDRED_DATA: join(folder, 'data'), KINDRED_ENCODER: TINY };
  const moving = { ...before, KINDRED_NEXT_ENCODER: join(folder, 'encoder') };
  await writeOtherEncoder(moving.KINDRED_NEXT_ENCODER, TINY);
  await inside(moving, async ({ encodings }) => {
    for (const encoding of [encodings.live(), encodings.next() ?? encodings.live()]) {
      for (const corpus of ['gone', 'refilled', 'kept']) await fill(encoding, corpus, 0);
    }
    await fill(encodings.live(), 'late', 0);
  });
  await inside(before, async (kindred) => {
    const { store } = kindred.encodings.live();
    await deleteCorpus('gone', { ...kindred, store });
    await deleteCorpus('refilled', { ...kindred, store });
    const [one] = (await store.scroll({ corpora: ['kept'] }, { limit: 1 })).records;
    expect(await store.delete({ ids: [one?.record.id ?? ''] })).toBe(1);
    await fill(kindred.encodings.live(), 'refilled', (await kindred.epochs.of('refilled')).epoch, 3);
  });
  await inside(moving, async (kindred) => {
    await startWorkers(kindred);
    await reembedded(kindred, 'late');
    // The rows from before were written by another process, so the store does not tell which of them were meant to stay.
    if (kindred.encodings.next() !== null) await reembedded(kindred, 'refilled');
    expect(kindred.encodings.next()).toBeNull();
    const { values } = await kindred.encodings.live().store.facet('corpus', {});
    expect(values).toEqual([
      { value: 'late', count: 5 },
      { value: 'refilled', count: 5 },
      { value: 'kept', count: 4 },
    ]);
  });
});
