import type { LexicalQuery, Neighbour, RecordStore, RecordSelector } from '../store/port.ts';
import { weighAmong } from '../store/weigh-among.ts';
import type { Access } from './access.ts';

/** What the API does with a store. */
export type AskedStore = Pick<
  RecordStore,
  | 'signature'
  | 'nearest'
  | 'lexical'
  | 'sample'
  | 'scroll'
  | 'count'
  | 'facet'
  | 'delete'
  | 'endLoading'
  | 'ping'
>;

/**
 * A store weighs words by their rarity among all records, which would tell a key how often others use a word. What is left
 * of that is which records are among the best, when more than `limit` share a word with the text.
 */
async function ownLexical(
  store: RecordStore,
  query: LexicalQuery,
  visible: RecordSelector,
): Promise<Neighbour[]> {
  const [found, total] = await Promise.all([store.lexical(query), store.count(visible)]);
  return weighAmong(query.text, found, total);
}

/**
 * The store as the asker sees it: other corpora than theirs neither appear nor are counted nor deleted. Every question
 * goes through a selection, so no route can forget it.
 */
export function visibleStore(store: RecordStore, { corpora }: Access): AskedStore {
  if (corpora === null) return store;
  const within = <S extends RecordSelector>(selection: S): S => ({
    ...selection,
    corpora: selection.corpora?.filter((name) => corpora.has(name)) ?? [...corpora],
  });
  return {
    signature: store.signature,
    nearest: (query) => store.nearest(within(query)),
    lexical: (query) => ownLexical(store, within(query), within({})),
    sample: (selection, count, seed) => store.sample(within(selection), count, seed),
    scroll: (selection, options) => store.scroll(within(selection), options),
    count: (selection) => store.count(within(selection)),
    facet: (field, selection) => store.facet(field, within(selection)),
    delete: (selection) => store.delete(within(selection)),
    endLoading: () => store.endLoading(),
    ping: () => store.ping(),
  };
}
