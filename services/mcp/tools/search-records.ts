import { z } from 'zod';
import { RecordSearch, SearchResponse, SearchScores } from '../../../schemas/api/records.ts';
import { CorpusName } from '../../../schemas/record.ts';
import { bounded } from '../bounded.ts';
import { RecordView, viewOf } from '../record-view.ts';
import { CutParts, defineTool, Rest, restOf } from '../tool.ts';

export const searchRecordsTool = defineTool({
  name: 'search_records',
  title: 'Search records',
  description:
    'Searches a corpus: records near to `text` or to the records `like` (ids), away from `unlike`, by the kind of work (`space: ' +
    '"task"`), by topic and words ("content"), by shared words ("words") or by all fused. With a `filter` alone it lists what passes. ' +
    'For the next page pass `next` as `after` and leave the rest as it was. A page may have fewer hits than `limit` when they are long.',
  scope: 'read',
  input: RecordSearch.safeExtend({ corpus: CorpusName }),
  output: z.object({
    hits: z.array(z.object({ record: RecordView, scores: SearchScores })),
    next: SearchResponse.shape.next,
    cut: CutParts,
    rest: Rest,
  }),
  answer: async ({ corpus, ...search }, { client }) => {
    for (let limit = search.limit; ; limit = Math.floor(limit / 2)) {
      const { hits: found, next } = await client.search(corpus, { ...search, limit });
      const hits = found.map(({ record, scores }) => ({ record: viewOf(record), scores }));
      try {
        // Hits are never left out of a page: its `next` would pass over them.
        const { value, cut } = bounded({ hits }, { next }, 'hits');
        return { ...value, next, ...restOf(cut, 'get_record has whole texts.') };
      } catch (error) {
        if (limit === 1) throw error;
      }
    }
  },
});
