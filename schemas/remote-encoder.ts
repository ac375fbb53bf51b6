import { z } from 'zod';
import { FileBeside } from './encoder.ts';

const Template = z.string().max(10_000).default('');

const RemoteSpace = z.strictObject({
  dimensions: z.int().min(1).max(65_536).describe('As many as the service gives; another number is refused.'),
  before: Template.describe('The text that is put before every text: the instruction of the model.'),
  after: Template.describe('The text that is put after every text.'),
});
export type RemoteSpace = z.infer<typeof RemoteSpace>;

/** What is asked of an embedding service, and what makes its spaces. Where it is and its key say variables. */
const RemotePart = z.strictObject({
  protocol: z
    .enum(['openai', 'tei'])
    .describe(
      '`openai`: `POST {address}/embeddings`; `tei`: `POST {address}/embed` of text-embeddings-inference.',
    ),
  model: z
    .string()
    .min(1)
    .max(500)
    .describe(
      'The name of the model: sent with the protocol `openai`, and compared with `model_id` of `GET {address}/info` with `tei`.',
    ),
  revision: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe(
      'Which version of the model it is. With `tei` it is compared with `model_sha` of `/info`; another one makes another space.',
    ),
  max_tokens: z
    .int()
    .min(8)
    .max(131_072)
    .describe('How many tokens of a text the model reads. What is longer is cut, and counted as truncated.'),
  ask_dimensions: z
    .boolean()
    .default(false)
    .describe('Whether requests ask for `dimensions`, of models whose vectors can be shortened.'),
  texts_per_request: z.int().min(1).max(2_048).default(32),
  requests_at_once: z.int().min(1).max(64).default(4),
  timeout_seconds: z.number().min(0.1).max(600).default(30).describe('For one try of a request.'),
  spaces: z
    .strictObject({ task: RemoteSpace.optional(), content: RemoteSpace.optional() })
    .refine(
      ({ task, content }) => task !== undefined || content !== undefined,
      'name `task`, `content` or both',
    ),
});
export type RemotePart = z.infer<typeof RemotePart>;

/** `encoder.json` of an encoder one or both of whose spaces an embedding service makes. */
export const RemoteEncoderDescriptor = z
  .strictObject({
    name: z.string().min(1).max(200),
    local: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The folder of the encoder that makes the other space and counts tokens, as seen from this one. Default: the shipped encoder.',
      ),
    remote: RemotePart,
    related_from: z.number().min(-1).max(0.99).optional(),
    kinds: FileBeside.optional(),
    labels: FileBeside.optional(),
  })
  .refine(
    ({ remote, related_from, kinds, labels }) =>
      remote.spaces.task !== undefined ||
      (related_from === undefined && kinds === undefined && labels === undefined),
    {
      path: ['remote', 'spaces'],
      message:
        '`related_from`, `kinds` and `labels` are of a remote task space; those of a local one come with it',
    },
  );
export type RemoteEncoderDescriptor = z.infer<typeof RemoteEncoderDescriptor>;
