import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { CorpusMap } from '../../../schemas/map-file.ts';
import type { SpaceName } from '../../../schemas/record.ts';
import { service } from '../shell/session.ts';
import { whereNow } from '../shell/where.ts';
import { readLasso } from './lasso.ts';
import { listedRows, passingRows, readFacets } from './narrowing.ts';
import { RecordCache } from './record-cache.ts';
import { SEARCHES } from './toolbar.tsx';
import { useColourFields, withField } from './use-colour-fields.ts';
import { useColumns } from './use-columns.ts';
import { useSearch } from './use-search.ts';

/** All that a map shows, as the address says it: its colours and titles, and the rows to which it is narrowed. */
export function useDrawnMap(job: string, corpus: string, map: CorpusMap) {
  const { told } = whereNow();
  const { text = '', only = '', lasso: outline = '' } = told;
  const space: SpaceName = told['space'] === 'content' ? 'content' : 'task';
  const by = SEARCHES.find(([one]) => one === told['by'])?.[0] ?? 'words';
  const records = useMemo(() => new RecordCache(service(), corpus, signal(0)), [corpus]);
  const { fields: usual, groups } = useColourFields(corpus, map);
  const named = groups ?? 'kind';
  const colour = told['colour'] || named;
  const fields = withField(usual, colour);
  const facets = useMemo(() => readFacets(only), [only]);
  const lasso = useMemo(() => readLasso(outline), [outline]);
  const columns = useColumns(job, [...new Set([colour, named, ...facets.map(([field]) => field)])]);
  const search = useSearch(corpus, map, { text, by }, records);
  const found = text === '' ? null : search.answer;
  const shown = useMemo(
    () => passingRows(map, { facets, lasso, found }, columns.answer ?? new Map()),
    [map, facets, lasso, found, columns.answer],
  );
  const rows = useMemo(() => listedRows(shown, found), [shown, found]);
  return {
    ...{ space, text, by, colour, fields, facets, lasso, records, shown, rows },
    column: columns.answer?.get(colour) ?? null,
    titles: columns.answer?.get(named) ?? null,
    isSearching: text !== '' && search.isAsking,
    isNarrowed: facets.length > 0 || lasso !== null || found !== null,
    troubles: [columns, search].filter(({ error }) => error !== null),
  };
}

/** What `useDrawnMap` gives. */
export type DrawnMapState = ReturnType<typeof useDrawnMap>;
