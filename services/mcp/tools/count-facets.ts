import { z } from 'zod';
import { FacetName, Facets, MAX_FIELDS } from '../../../schemas/api/facets.ts';
import { RecordFilter } from '../../../schemas/filter.ts';
import { CorpusName } from '../../../schemas/record.ts';
import { bounded } from '../bounded.ts';
import { CutParts, defineTool, Rest, restOf } from '../tool.ts';

export const countFacetsTool = defineTool({
  name: 'count_facets',
  title: 'Count values of fields',
  description:
    'Counts the most frequent values of fields of a corpus (`label`, `kind`, `source`, `language`, `file`, `split`, `metadata.NAME`), ' +
    'of all records or of those that pass a filter. Use it to learn which values a filter can name, and how a corpus is made up.',
  scope: 'read',
  input: z.strictObject({
    corpus: CorpusName,
    fields: z.array(FacetName).min(1).max(MAX_FIELDS),
    filter: RecordFilter.optional(),
    limit: z.int().min(1).max(200).default(20).describe('How many values of each field are named.'),
  }),
  output: Facets.extend({ cut: CutParts, rest: Rest }),
  answer: async ({ corpus, fields, filter, limit }, { client }) => {
    const { value, cut } = bounded(await client.facets(corpus, fields, { limit, ...(filter && { filter }) }));
    return { ...value, ...restOf(cut, 'Ask for one field at a time, or with a filter.') };
  },
});
