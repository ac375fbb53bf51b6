import {
  DuplicatesCheckRequest,
  DuplicatesCheckResponse,
} from '../../../schemas/curation/duplicates-check.ts';
import { CorpusName } from '../../../schemas/record.ts';
import { bounded } from '../bounded.ts';
import { CutParts, defineTool, Rest, restOf } from '../tool.ts';

const MOST_ROWS = 100;

export const checkDuplicatesTool = defineTool({
  name: 'check_duplicates',
  title: 'Check rows for duplicates',
  description:
    'Says of rows that are not stored yet whether a corpus has them already: `new`, `duplicate` (of which record, and why: exact, ' +
    'lexical or paraphrase) or `conflict` (the same request with another answer). Stores nothing. The rows are not compared with ' +
    'each other. Give fields of a row besides its texts as `metadata`. For a whole stored corpus start the operation deduplicate.',
  scope: 'read',
  input: DuplicatesCheckRequest.extend({
    corpus: CorpusName,
    rows: DuplicatesCheckRequest.shape.rows.max(MOST_ROWS),
  }),
  output: DuplicatesCheckResponse.extend({ cut: CutParts, rest: Rest }),
  answer: async ({ corpus, ...body }, { client }) => {
    const { value, cut } = bounded(await client.checkDuplicates(corpus, body));
    return { ...value, ...restOf(cut, 'Send fewer rows at a time.') };
  },
});
