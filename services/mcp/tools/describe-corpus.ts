import { z } from 'zod';
import { CorpusDetail } from '../../../schemas/api/corpora.ts';
import { CorpusName } from '../../../schemas/record.ts';
import { bounded } from '../bounded.ts';
import { CutParts, defineTool, Rest, restOf } from '../tool.ts';

export const describeCorpus = defineTool({
  name: 'describe_corpus',
  title: 'Describe a corpus',
  description:
    'Says how many records a corpus has, how many different tasks and kinds of work, how many records have none, and from which ' +
    'sources they came. Use describe_tasks for what they ask for, count_facets for other fields.',
  scope: 'read',
  input: z.strictObject({ corpus: CorpusName }),
  output: CorpusDetail.extend({ cut: CutParts, rest: Rest }),
  answer: async ({ corpus }, { client }) => {
    const { value, cut } = bounded(await client.corpus(corpus));
    return { ...value, ...restOf(cut, 'count_facets with the field "source" counts the sources.') };
  },
});
