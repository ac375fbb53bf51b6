import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { compileSelection, termsOf } from '../../../../services/store/filter-terms.ts';
import { RecordIndex } from '../../../../services/store/embedded/record-index.ts';
import { zvecFilter } from '../../../../services/store/embedded/zvec-filter.ts';
import type { InstructionRecord } from '../../../../schemas/record.ts';
import { randomRecord, recordWith, seededRandom } from '../../../contract/store-samples.ts';

/** As many rows as are looked at in one turn of the event loop. */
const TURN_ROWS = 8_192;
const EVERYTHING = compileSelection({});

function put(index: RecordIndex, record: InstructionRecord): void {
  index.put({
    id: record.id,
    corpus: record.corpus,
    label: record.label?.name ?? null,
    kind: record.kind?.name ?? null,
    source: record.source,
    textHash: record.text_hash,
    terms: termsOf(record),
  });
}

describe('index in memory', () => {
  it('answers the same after so many deletions that it packs itself', async () => {
    const random = seededRandom(3);
    const records = Array.from({ length: 12_000 }, (_, at) => randomRecord(random, `r${at}`));
    const index = new RecordIndex();
    for (const record of records) put(index, record);
    const kept = records.filter((_, at) => at % 5 === 0);
    for (const [at, record] of records.entries()) {
      if (at % 5 !== 0) index.remove(record.id);
      if (at === 6_000) index.idsAfter(EVERYTHING, undefined, 1);
    }
    const fresh = new RecordIndex();
    for (const record of kept) put(fresh, record);
    const selection = compileSelection({
      corpora: ['alpha'],
      where: { must_not: [{ key: 'label', match: { value: 'write|poem' } }] },
    });
    expect(index.size).toBe(kept.length);
    for (const one of [EVERYTHING, selection]) {
      expect(index.idsAfter(one, undefined, Infinity)).toEqual(fresh.idsAfter(one, undefined, Infinity));
      expect(await index.count(one)).toBe(await fresh.count(one));
      expect(await index.facet('source', one)).toEqual(await fresh.facet('source', one));
    }
    for (const record of kept) expect(index.withTextHash(record.text_hash)).toBeDefined();
  });

  it('keeps the order of ids when records come and go between two walks', () => {
    const random = seededRandom(4);
    const index = new RecordIndex();
    const ids = new Set<string>();
    for (let step = 0; step < 2_000; step++) {
      const record = recordWith(`r${Math.floor(random() * 500)}`);
      if (random() < 0.6) {
        put(index, record);
        ids.add(record.id);
      } else {
        index.remove(record.id);
        ids.delete(record.id);
      }
      if (step % 50 === 0) expect(index.idsAfter(EVERYTHING, undefined, Infinity)).toEqual([...ids].sort());
    }
  });

  it('lets others have their turn while it counts, and counts what they have written meanwhile', async () => {
    const index = new RecordIndex();
    const rows = 3 * TURN_ROWS;
    for (let at = 0; at < rows; at++) put(index, recordWith(`r${at}`));
    const selection = compileSelection({ where: { must: [{ key: 'corpus', match: { value: 'main' } }] } });
    let goesOn = true;
    let turns = 0;
    const others = (async () => {
      while (goesOn) {
        await nextTurn();
        // The last count makes no pause, so the writes come to an end before it.
        if (turns++ < 2) put(index, recordWith(`written ${turns}`));
      }
    })();
    expect(await index.count(selection)).toBe(rows + 2);
    goesOn = false;
    await others;
    expect(turns).toBeGreaterThan(3);
  });
});

describe('filter of the engine', () => {
  it('contains no character of a value, only numbers and fixed words', () => {
    const value = '\' or 1=1 -- \\ " % (';
    const filter = zvecFilter(
      compileSelection({
        corpora: ["x') or ('"],
        where: {
          must: [{ key: 'source', match: { value } }],
          must_not: [{ key: 'label', match: { any: [value, 1] } }],
        },
      }),
    );
    expect(filter?.replace(/\d+/g, '0')).toBe(
      '(terms contain_any (0)) and (terms contain_any (0)) and terms not contain_any (0, 0)',
    );
  });

  it('says nothing when everything is selected', () => {
    expect(zvecFilter(EVERYTHING)).toBeUndefined();
  });
});
