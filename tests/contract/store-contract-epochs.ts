import { describe, expect, it } from 'vitest';
import type { EmbeddedRecord, RecordStore } from '../../services/store/port.ts';
import { recordWith, seededRandom, vectorsFor } from './store-samples.ts';

/** Later than the opening of any store of this run. */
const LATER = Date.now() + 3_600_000;

/** What a store keeps to when a corpus is deleted while others write into it. */
export function describeStoreEpochs(current: () => RecordStore): void {
  const random = seededRandom(16);
  const written = (text: string, epoch?: number): EmbeddedRecord => ({
    record: recordWith(text),
    vectors: vectorsFor(random),
    ...(epoch !== undefined && { epoch }),
  });
  const ids = (...records: readonly EmbeddedRecord[]): string[] => records.map(({ record }) => record.id);

  describe('epochs', () => {
    it('a deletion removes what was written before its epoch, and nothing that was written in it', async () => {
      const before = [written('before any'), written('before it', LATER)];
      const since = [written('in it', LATER + 1), written('after it', LATER + 2)];
      await current().upsert([...since, ...before]);
      const { corpus } = recordWith('before any');
      expect(await current().delete({ corpora: [corpus], writtenBefore: LATER + 1 })).toBe(2);
      expect(await current().existing(ids(...before, ...since))).toEqual(new Set(ids(...since)));
      expect(await current().delete({ corpora: [corpus] })).toBe(2);
    });

    it('a record counts as stored since the epoch in which it was written last', async () => {
      await current().upsert([written('again'), written('once')]);
      await current().upsert([written('again', LATER)]);
      const both = ids(written('again'), written('once'));
      expect(await current().existing(both)).toEqual(new Set(both));
      expect(await current().existing(both, LATER)).toEqual(new Set(both.slice(0, 1)));
    });

    it('a writer of an earlier epoch that comes late replaces nothing of a later one', async () => {
      const later = written('the same', LATER);
      await current().upsert([later]);
      await current().upsert([written('the same'), written('the same', LATER - 1), written('new')]);
      const [kept] = await current().fetch(ids(later));
      expect(kept?.vectors).toEqual(later.vectors);
      expect(await current().existing(ids(later), LATER)).toEqual(new Set(ids(later)));
      expect(await current().count({})).toBe(2);
    });
  });
}
