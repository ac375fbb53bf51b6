import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EpochFiles, epochsOfOneProcess } from '../../../services/epochs/epoch-files.ts';
import { writtenInEpochs } from '../../../services/epochs/written-in-epochs.ts';
import { openEmbeddedStore } from '../../../services/store/embedded/stores.ts';
import { recordWith, seededRandom, SIGNATURE, vectorsFor } from '../../contract/store-samples.ts';

const LATER = Date.now() + 3_600_000;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindred-epochs-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('epochs', () => {
  it('rise with every deletion, and are there after a restart', async () => {
    const epochs = epochsOfOneProcess(new EpochFiles(directory));
    expect(await epochs.of('house')).toEqual({ epoch: 0, deleting: false });
    const first = await epochs.raise('house');
    await epochs.settle('house', first);
    const second = await epochs.raise('House');
    expect(first).toBeGreaterThan(Date.now() - 60_000);
    await epochs.settle('House', second);
    const again = epochsOfOneProcess(new EpochFiles(directory));
    expect(await again.of('house')).toEqual({ epoch: first, deleting: false });
    expect(await again.of('House')).toEqual({ epoch: second, deleting: false });
    expect(await again.raise('house')).toBeGreaterThan(first);
  });

  it('of a deletion that was cut off begin anew at the start, and an earlier end does not end it', async () => {
    const first = await epochsOfOneProcess(new EpochFiles(directory)).raise('house');
    const epochs = epochsOfOneProcess(new EpochFiles(directory));
    const { epoch, deleting } = await epochs.of('house');
    expect(deleting).toBe(true);
    expect(epoch).toBeGreaterThan(first);
    await epochs.settle('house', first);
    expect((await epochs.of('house')).deleting).toBe(true);
    await epochs.settle('house', epoch);
    expect(await epochs.of('house')).toEqual({ epoch, deleting: false });
  });

  it('are those of records that a command writes, which a cut-off deletion refuses', async () => {
    const files = new EpochFiles(directory);
    await files.keep('prose', { epoch: LATER, deleting: false });
    const store = await openEmbeddedStore(join(directory, 'store'), SIGNATURE);
    const record = { ...recordWith('restored'), corpus: 'prose' };
    const writing = await writtenInEpochs(store, files);
    await writing.upsert([{ record, vectors: vectorsFor(seededRandom(1)) }]);
    expect(await store.delete({ corpora: ['prose'], writtenBefore: LATER })).toBe(0);
    await files.keep('verse', { epoch: LATER, deleting: true });
    await expect(writtenInEpochs(store, files)).rejects.toMatchObject({ code: 'conflict' });
    await store.close();
  });
});
