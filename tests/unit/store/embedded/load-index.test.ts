import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileSelection } from '../../../../services/store/filter-terms.ts';
import { loadIndex } from '../../../../services/store/embedded/load-index.ts';
import { openCollection } from '../../../../services/store/embedded/zvec-collection.ts';
import { docOf } from '../../../../services/store/embedded/zvec-record.ts';
import { randomRecords, seededRandom, SIGNATURE } from '../../../contract/store-samples.ts';

describe('loading the index', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-index-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('reads every record when there are more than the engine gives in one answer', async () => {
    const records = randomRecords(seededRandom(9), 600);
    const collection = await openCollection(directory, SIGNATURE);
    collection.upsertSync(records.map(docOf));
    const index = await loadIndex(collection, 100);
    const everything = compileSelection({});
    expect(index.idsAfter(everything, undefined, Infinity)).toEqual(
      records.map(({ record }) => record.id).sort(),
    );
    expect(await index.facet('label', everything)).toEqual(
      await (await loadIndex(collection)).facet('label', everything),
    );
    collection.closeSync();
  });

  it('fails rather than forget records', async () => {
    const collection = await openCollection(directory, SIGNATURE);
    collection.upsertSync(randomRecords(seededRandom(9), 600).map(docOf));
    await expect(loadIndex(collection, 5)).rejects.toThrow('it has 600 records');
    collection.closeSync();
  });
});
