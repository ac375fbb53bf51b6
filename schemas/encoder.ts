import { z } from 'zod';

/** The path of a file in the folder of the descriptor or in a folder below it, never outside. */
export const FileBeside = z
  .string()
  .min(1)
  .refine(
    (path) => !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes('..'),
    'name a file inside the folder of the descriptor, without `..` and without a leading slash',
  );

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 has 64 lower-case hexadecimal digits');

export const Pooling = z
  .enum(['none', 'mean', 'weighted-mean', 'cls', 'last-token', 'last-2'])
  .describe(
    'How the vectors of tokens become one: `none` (the graph gives one vector for each text), `mean` over the tokens, ' +
      '`weighted-mean` (each token weighs its place, from 1, as RDS+ does), `cls` (first token), `last-token`, `last-2` (mean of the last token of two layers, as PIE does).',
  );
export type Pooling = z.infer<typeof Pooling>;

export const SpaceDescriptor = z
  .object({
    outputs: z
      .array(z.string().min(1))
      .min(1)
      .max(2)
      .describe('The names of the outputs of the graph that are read.'),
    pooling: Pooling,
    dimensions: z.int().min(1).max(65_536),
  })
  .refine((space) => space.outputs.length === (space.pooling === 'last-2' ? 2 : 1), {
    path: ['outputs'],
    message: 'pooling `last-2` reads two outputs, every other pooling reads one',
  });
export type SpaceDescriptor = z.infer<typeof SpaceDescriptor>;

/** One space of a static model: a vector of whole numbers from -7 to 7 for each token, each with a length of its own. */
const StaticSpace = z.object({
  dimensions: z
    .int()
    .min(2)
    .max(1_024)
    .refine((count) => count % 2 === 0, 'two numbers share a byte, so there is an even number of them'),
  scale: z
    .number()
    .positive()
    .describe('What the numbers of a token with the longest vector are multiplied by.'),
});

/** `encoder.json`: how the graph and the tokenizer beside it are used as an encoder. */
export const EncoderDescriptor = z
  .object({
    name: z.string().min(1).max(200),
    graph: FileBeside.describe('The path of the ONNX file.'),
    tokenizer: FileBeside.describe('The path of a `tokenizer.json`.'),
    tokenizer_config: FileBeside.describe('The path of a `tokenizer_config.json`.'),
    template: z
      .object({ before: z.string(), after: z.string() })
      .default({ before: '', after: '' })
      .describe('The text that is put before and after every text, and is never cut.'),
    max_tokens: z
      .int()
      .min(2)
      .max(131_072)
      .describe('The most tokens that the graph reads, special tokens included.'),
    left_out: z
      .enum(['end', 'middle', 'least-asking'])
      .default('end')
      .describe(
        'Which part of a text beyond `max_tokens` is not read: its `end`; its `middle`, so that an instruction ' +
          'before or after a long passage is read; or what is `least-asking`, so that an instruction is read wherever it stands.',
      ),
    asking: FileBeside.optional().describe(
      'The path of the weights by which `least-asking` tells how much a clause asks of its reader.',
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
        'The measured task similarity from which two instructions are more likely than not of one kind.',
      ),
    kinds: FileBeside.optional().describe(
      'The path of a file of kinds of work, by which records get a kind. Without it they get none.',
    ),
    labels: FileBeside.optional().describe(
      'The path of a file of task labels, by which records get a label that have none of their own. Without it they have none.',
    ),
    fit: FileBeside.optional().describe(
      'The path of the weights by which the chance is told that a record fits as a demonstration. It needs `kinds`. Without it ' +
        'demonstrations are judged by their task similarity alone.',
    ),
    pairs: z
      .object({
        graph: FileBeside.describe('The path of the ONNX file.'),
        states: z
          .string()
          .min(1)
          .describe('The name of the output of the encoder’s graph that it reads: a state of every token.'),
        max_tokens: z
          .int()
          .min(2)
          .max(131_072)
          .describe('Two texts are judged only when both have so few tokens, special tokens included.'),
        trees: FileBeside.describe(
          'The path of the trees that tell the chance by what the graph says and by what else is known of a pair.',
        ),
      })
      .optional()
      .describe(
        'What tells the chance that two texts ask for the same: a graph, and trees over what it says. Without it words alone decide which rows ' +
          'are duplicates.',
      ),
    static: z
      .object({
        file: FileBeside.describe(
          'The path of the file: for `task` and then for `content` a number of 16 bits a token, of which 65,535 stands for `scale`, and ' +
            'then the vectors of all tokens, four bits a number, each 8 more than it is.',
        ),
        tokens: z.int().min(1).max(10_000_000),
        spaces: z.object({ task: StaticSpace, content: StaticSpace }),
      })
      .optional()
      .describe(
        'A static model of both spaces: a vector of every token, whose sum stands for a text. `kindred clean --static` finds pairs by it.',
      ),
    sha256: z
      .object({
        graph: Sha256.optional(),
        tokenizer: Sha256.optional(),
        kinds: Sha256.optional(),
        labels: Sha256.optional(),
        fit: Sha256.optional(),
        asking: Sha256.optional(),
        pairs: Sha256.optional(),
        trees: Sha256.optional(),
        static: Sha256.optional(),
      })
      .default({})
      .describe(
        'Hashes that are checked when the encoder is opened. A hash that is missing here is computed.',
      ),
    licence: z.string().default('not stated'),
    source: z.string().default('not stated'),
  })
  .refine((descriptor) => descriptor.left_out !== 'least-asking' || descriptor.asking !== undefined, {
    path: ['asking'],
    message: 'name the file of weights that `left_out: "least-asking"` needs',
  })
  .refine((descriptor) => descriptor.pairs === undefined || descriptor.padding_side === 'right', {
    path: ['pairs'],
    message: 'it needs `padding_side: "right"`',
  })
  .refine((descriptor) => descriptor.fit === undefined || descriptor.kinds !== undefined, {
    path: ['fit'],
    message: 'it needs `kinds`, because it compares the kinds of work of two texts',
  });
export type EncoderDescriptor = z.infer<typeof EncoderDescriptor>;
export type StaticEntry = NonNullable<EncoderDescriptor['static']>;

const CalibrationSteps = z
  .array(z.object({ from: z.number().min(0).max(1), probability: z.number().min(0).max(1) }))
  .min(1)
  .max(10_000)
  .refine(([first]) => first?.from === 0, 'the first step begins at 0')
  .refine(
    (steps) =>
      steps.every(({ from, probability }, index) => {
        const before = steps[index - 1];
        return before === undefined || (from > before.from && probability >= before.probability);
      }),
    'steps go upwards, in both numbers',
  );

/** The file that `kinds` of `encoder.json` names, and the one that `labels` names, whose `kinds` are task labels. */
export const EncoderDirections = z.object({
  kinds: z
    .array(
      z.object({
        name: z.string().min(1).max(200),
        title: z
          .string()
          .min(1)
          .max(200)
          .optional()
          .describe('The name in plain words, as people read it; without it, `name` with spaces.'),
        vector: z.array(z.number()).min(1),
      }),
    )
    .min(2)
    .max(10_000)
    .refine(
      (kinds) => new Set(kinds.map(({ name }) => name)).size === kinds.length,
      'a name stands there twice',
    )
    .describe(
      'Each kind of work, or task label, with its direction in the task space, a vector of length 1.',
    ),
  temperature: z
    .number()
    .positive()
    .max(1_000)
    .describe(
      'The score of the nearest one is its share of a softmax over the similarities divided by this.',
    ),
  calibration: CalibrationSteps.optional().describe(
    'What the score means: from each `from` on, the measured chance that the nearest one is right. Without steps it is the score; labels must have steps.',
  ),
});
export type EncoderDirections = z.infer<typeof EncoderDirections>;

/** What two requests are compared by; `services/retrieval/fit.ts` says how each is computed. */
export const FitPart = z.enum(['kind', 'task']);
export type FitPart = z.infer<typeof FitPart>;

const Unit = z.object({ bias: z.number(), weights: z.array(z.number()).min(1) });

/** The file that `fit` of `encoder.json` names: a small network and a logistic regression. */
export const EncoderFit = z.object({
  asks: z
    .object({ hidden: z.array(Unit).min(1).max(10_000), output: Unit })
    .refine(
      ({ hidden, output }) => hidden.length === output.weights.length,
      'the output has a weight a hidden unit',
    )
    .describe(
      'Over the task vector, by one layer of hidden units that are 0 where they would be negative: the log-odds that a text asks ' +
        'for something, so that a demonstration could help at all.',
    ),
  bias: z.number(),
  parts: z
    .array(
      z.object({ name: FitPart, mean: z.number(), deviation: z.number().positive(), weight: z.number() }),
    )
    .min(1)
    .refine(
      (parts) => new Set(parts.map(({ name }) => name)).size === parts.length,
      'a part stands there twice',
    )
    .describe('What each part adds to the log-odds that one request fits the other.'),
});
export type EncoderFit = z.infer<typeof EncoderFit>;
