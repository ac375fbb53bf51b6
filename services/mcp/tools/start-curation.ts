import { z } from 'zod';
import { CurationAccepted } from '../../../schemas/api/curations.ts';
import { OPERATION_KINDS, OPERATIONS } from '../../../schemas/curation/operations.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { CorpusName } from '../../../schemas/record.ts';
import { AnyFields, defineTool } from '../tool.ts';

export const startCurationTool = defineTool({
  name: 'start_curation',
  title: 'Start a curation',
  description:
    'Starts a job that performs an operation on whole corpora: ' +
    Object.entries(OPERATIONS)
      .map(([kind, { route }]) => `${kind} (${route.summary.toLowerCase()})`)
      .join(', ') +
    '. Nothing is deleted or changed: it leaves a report, and marks. describe_operation has the options. Then get_job with ' +
    '`wait_seconds`, and read_results.',
  scope: 'write',
  input: z.strictObject({
    operation: z.enum(OPERATION_KINDS),
    corpus: CorpusName.optional().describe(
      'The corpus that it is about. Left out for operations whose options name all corpora, as describe_operation says.',
    ),
    options: AnyFields.describe('The options of the operation; what is left out has its default.').default(
      {},
    ),
  }),
  output: CurationAccepted,
  answer: async ({ operation, corpus, options }, { client, work }) => {
    const { path, examples } = OPERATIONS[operation].route;
    if (path.includes('{name}') !== (corpus !== undefined)) throw wrongCorpus(operation, corpus, examples);
    // First, so that a call whose time is over by then has started nothing.
    await work();
    return client.startCuration(operation, corpus ?? null, options);
  },
});

function wrongCorpus(operation: string, corpus: string | undefined, examples: object): KindredError {
  const message =
    corpus === undefined
      ? `corpus: ${operation} is about one corpus: name it.`
      : `corpus: ${operation} takes all its corpora from options, for example ${JSON.stringify(Object.values(examples)[0])}.`;
  return new KindredError('invalid_request', message, { field: 'corpus' });
}
