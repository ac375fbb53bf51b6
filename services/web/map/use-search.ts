import { rowOfId, type CorpusMap } from '../../../schemas/map-file.ts';
import { useAsked, type Asked } from '../parts/asked.ts';
import type { RecordCache } from './record-cache.ts';
import type { SearchBy } from './toolbar.tsx';

const MOST_FOUND = 300;
const A_PAGE = 100;

/** The rows of a map that are nearest to a text or share its words, the nearest first; null when nothing is looked for. */
export function useSearch(
  corpus: string,
  map: CorpusMap,
  { text, by }: { readonly text: string; readonly by: SearchBy },
  records: RecordCache,
): Asked<readonly number[]> {
  return useAsked(
    text === ''
      ? null
      : async (client) => {
          const rows: number[] = [];
          for (let after: string | null | undefined; after !== null && rows.length < MOST_FOUND;) {
            const page = { text, space: by, limit: A_PAGE, ...(after !== undefined && { after }) };
            const { hits, next } = await client.search(corpus, page);
            for (const { record } of hits) {
              records.keep(record);
              const row = rowOfId(map.ids, record.id);
              if (row !== -1) rows.push(row);
            }
            after = next;
          }
          return rows;
        },
    [corpus, map, text, by],
  );
}
