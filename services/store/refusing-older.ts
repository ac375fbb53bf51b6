import { KindredError } from '../../schemas/errors.ts';
import { asksToCompare, HAS_COMPARED_TERMS } from './filter-terms.ts';
import type { RecordSelector, RecordStore } from './port.ts';

/** For so long it is remembered that there are none: a process of the earlier version may still write beside this one. */
const REMEMBERED_MS = 60_000;
const OLDER = { must_not: [HAS_COMPARED_TERMS] };

/**
 * A store that refuses to compare records which an earlier version has stored: they would seem not to pass.
 * @throws KindredError `conflict` when a filter compares, or asks whether a field is there, and such a record is among those
 * that may be selected
 */
export function refusingOlder(store: RecordStore): RecordStore {
  let noneUntil = -Infinity;
  const checked = async <T>(selection: RecordSelector, run: () => Promise<T>): Promise<T> => {
    const { corpora } = selection;
    if (!asksToCompare(selection) || performance.now() < noneUntil) return run();
    if (!(await store.hasAny({ where: OLDER }))) noneUntil = performance.now() + REMEMBERED_MS;
    else if (await store.hasAny({ where: OLDER, ...(corpora && { corpora }) })) throw older();
    return run();
  };
  return {
    signature: store.signature,
    upsert: (records) => store.upsert(records),
    existing: (ids, since) => store.existing(ids, since),
    fetch: (ids) => store.fetch(ids),
    vectorsByTextHash: (hashes, corpora) => store.vectorsByTextHash(hashes, corpora),
    nearest: (query) => checked(query, () => store.nearest(query)),
    lexical: (query) => checked(query, () => store.lexical(query)),
    sample: (selection, count, seed) => checked(selection, () => store.sample(selection, count, seed)),
    scroll: (selection, options) => checked(selection, () => store.scroll(selection, options)),
    stored: (options) => store.stored(options),
    count: (selection) => checked(selection, () => store.count(selection)),
    hasAny: (selection) => checked(selection, () => store.hasAny(selection)),
    facet: (field, selection, most) => checked(selection, () => store.facet(field, selection, most)),
    firstOfEach: (field, values, most, selection) =>
      checked(selection, () => store.firstOfEach(field, values, most, selection)),
    delete: (selection) => checked(selection, () => store.delete(selection)),
    startLoading: () => store.startLoading(),
    endLoading: () => store.endLoading(),
    untilSettled: (signal) => store.untilSettled(signal),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}

function older(): KindredError {
  return new KindredError(
    'conflict',
    'Some of these records were stored by an earlier version of Kindred, which kept nothing by which range and exists could be ' +
      'answered. Store them anew: "kindred backup FILE", then "kindred restore FILE" into another data directory or another ' +
      'QDRANT_COLLECTION.',
    { field: 'filter' },
  );
}
