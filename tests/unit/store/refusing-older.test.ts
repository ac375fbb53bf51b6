import { describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../../services/store/embedded/stores.ts';
import { openCollection } from '../../../services/store/embedded/zvec-collection.ts';
import { docOf } from '../../../services/store/embedded/zvec-record.ts';
import { HAS_COMPARED_TERMS } from '../../../services/store/filter-terms.ts';
import { termOf } from '../../../services/store/term.ts';
import { temporaryDirectory } from '../../api/temporary-directory.ts';
import { recordWith, seededRandom, SIGNATURE, vectorsFor } from '../../contract/store-samples.ts';

const NEW_TERM = termOf(HAS_COMPARED_TERMS.key, 2);
const where = { must: [{ key: 'metadata.n', range: { gte: 1 } }] };

/** A directory with a record of the corpus `old` as an earlier version has stored it: without the terms of comparisons. */
async function directoryOfBefore(): Promise<string> {
  const directory = await temporaryDirectory();
  await (await openEmbeddedStore(directory, SIGNATURE)).close();
  const collection = await openCollection(directory, SIGNATURE);
  const record = recordWith('before', { corpus: 'old', metadata: { n: 2 } });
  const doc = docOf({ record, vectors: vectorsFor(seededRandom(1)) });
  const terms = [...(doc.fields?.['terms'] as number[])].filter((term) => term !== NEW_TERM).slice(0, 3);
  collection.upsertSync([{ ...doc, fields: { ...doc.fields, terms } }]);
  collection.closeSync();
  return directory;
}

describe('a store with records of an earlier version', () => {
  it('refuses to compare them, says the way out, and compares others and answers all else', async () => {
    const store = await openEmbeddedStore(await directoryOfBefore(), SIGNATURE);
    const now = recordWith('now', { corpus: 'new', metadata: { n: 2 } });
    await store.upsert([{ record: now, vectors: vectorsFor(seededRandom(2)) }]);
    const refused = { code: 'conflict', message: expect.stringContaining('kindred restore') as string };
    await expect(store.count({ where })).rejects.toMatchObject(refused);
    await expect(store.scroll({ where, corpora: ['old', 'new'] }, { limit: 1 })).rejects.toMatchObject(
      refused,
    );
    await expect(store.delete({ where, corpora: ['old'] })).rejects.toMatchObject(refused);
    expect(await store.count({ where, corpora: ['new'] })).toBe(1);
    expect(await store.count({})).toBe(2);
    await store.delete({ corpora: ['old'] });
    expect(await store.count({ where })).toBe(1);
    await store.close();
  });
});
