import { z } from 'zod';
import { OPERATION_KINDS, OPERATIONS } from '../../../schemas/curation/operations.ts';
import { bounded } from '../bounded.ts';
import { AnyFields, CutParts, defineTool, Rest, restOf } from '../tool.ts';

export const describeOperation = defineTool({
  name: 'describe_operation',
  title: 'Describe an operation',
  description:
    'Says what an operation on whole corpora does, whether it takes a `corpus`, which `options` it has (a JSON Schema with defaults), with ' +
    'examples, and which files it leaves. Call this before start_curation.',
  scope: 'read',
  input: z.strictObject({ operation: z.enum(OPERATION_KINDS) }),
  output: z.object({
    operation: z.enum(OPERATION_KINDS),
    summary: z.string(),
    description: z.string(),
    takes_corpus: z
      .boolean()
      .describe('Whether start_curation takes `corpus`; otherwise `options` name all corpora.'),
    options: AnyFields.describe('The JSON Schema of `options`.'),
    examples: z.array(AnyFields.describe('Options that can be sent.')),
    files: z.array(z.string()).describe('The files that it may leave besides report.json.'),
    cut: CutParts,
    rest: Rest,
  }),
  answer: ({ operation }) => {
    const { route, files } = OPERATIONS[operation];
    const { summary, description, examples, request } = route;
    const about = {
      operation,
      summary,
      description,
      takes_corpus: route.path.includes('{name}'),
      options: { ...z.toJSONSchema(request, { io: 'input', reused: 'ref' }) },
      examples: Object.values(examples).map((example: object) => ({ ...example })),
      files: [...files],
    };
    const { value, cut } = bounded(about);
    return Promise.resolve({
      ...value,
      ...restOf(cut, 'The service has the whole schema at /openapi.json.'),
    });
  },
});
