import { z } from 'zod';

/** A file beside the descriptor: it may lie in a folder below it, never outside. */
const FileBeside = z
  .string()
  .min(1)
  .refine(
    (path) => !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes('..'),
    'name a file inside the folder of the descriptor, without `..` and without a leading slash',
  );

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 has 64 lower-case hexadecimal digits');

export const Pooling = z
  .enum(['none', 'mean', 'cls', 'last-token', 'last-2'])
  .describe(
    'How token vectors become one: `none` (the graph gives one vector a text), `mean` over the tokens of the text, ' +
      '`cls` (first token), `last-token`, `last-2` (mean of the last token of two layers, as PIE does).',
  );
export type Pooling = z.infer<typeof Pooling>;

export const SpaceDescriptor = z
  .object({
    outputs: z.array(z.string().min(1)).min(1).max(2).describe('Outputs of the graph that are read.'),
    pooling: Pooling,
    dimensions: z.int().min(1).max(65_536),
  })
  .refine((space) => space.outputs.length === (space.pooling === 'last-2' ? 2 : 1), {
    path: ['outputs'],
    message: 'pooling `last-2` reads two outputs, every other pooling reads one',
  });
export type SpaceDescriptor = z.infer<typeof SpaceDescriptor>;

/** `encoder.json`: what a graph and a tokenizer need beside them to be an encoder. */
export const EncoderDescriptor = z.object({
  name: z.string().min(1).max(200),
  graph: FileBeside.describe('The ONNX file.'),
  tokenizer: FileBeside.describe('A `tokenizer.json`.'),
  tokenizer_config: FileBeside.describe('A `tokenizer_config.json`.'),
  template: z
    .object({ before: z.string(), after: z.string() })
    .default({ before: '', after: '' })
    .describe('Stands around every text and is never cut.'),
  max_tokens: z.int().min(2).max(131_072).describe('Tokens the graph reads, special tokens included.'),
  left_out: z
    .enum(['end', 'middle'])
    .default('end')
    .describe(
      'What is not read of a text beyond `max_tokens`: its `end`, or its `middle`, so that an instruction is read ' +
        'before and after a long passage.',
    ),
  padding_side: z.enum(['left', 'right']).default('right'),
  pad_token_id: z.int().min(0),
  spaces: z.object({ task: SpaceDescriptor, content: SpaceDescriptor }),
  related_from: z
    .number()
    .min(-1)
    .max(0.99)
    .optional()
    .describe(
      'Task similarity from which two instructions are of one kind more likely than not, as measured.',
    ),
  sha256: z
    .object({ graph: Sha256.optional(), tokenizer: Sha256.optional() })
    .default({})
    .describe('Checked when the encoder is opened; what is missing is computed.'),
  licence: z.string().default('not stated'),
  source: z.string().default('not stated'),
});
export type EncoderDescriptor = z.infer<typeof EncoderDescriptor>;
