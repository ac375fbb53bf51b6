import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { KindredError } from '../../schemas/errors.ts';

export const CLUSTERING_FILE = 'eft_test.json';
export const SIMILARITY_FILE = 'intention_similarity_test.json';

/** The shape of the clustering files of the Instruction Embedding Benchmark: categories with their samples. */
const Categories = z.record(
  z.string().min(1),
  z.object({
    number: z.int().optional(),
    samples: z
      .array(
        z.object({
          category: z.array(z.string()).optional(),
          instruction: z.string(),
          input: z.string().default(''),
          output: z.string().default(''),
        }),
      )
      .min(1),
  }),
);

const Pairs = z
  .array(
    z.object({
      instruction1: z.string(),
      instruction2: z.string(),
      label: z.union([z.literal(0), z.literal(1)]),
    }),
  )
  .min(1);
export type SimilarityPair = z.infer<typeof Pairs>[number];

/** An instruction of the benchmark with its task. */
export interface BenchmarkInstruction {
  readonly instruction: string;
  /** The field `input` of the file: the instruction together with what it is applied to. */
  readonly withInput: string;
  /** The name of the category as in the file. Where names of the same task were merged, they are joined by `##`. */
  readonly category: string;
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KindredError('not_found', `${basename(path)} can't be read: ${reason}`, { cause: error });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KindredError('invalid_request', `${path} is not JSON: ${reason}`, { cause: error });
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, path: string, expected: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? '' : ` At ${issue.path.join('.') || 'the top'}: ${issue.message}.`;
  throw new KindredError('invalid_request', `${path} has another shape than ${expected}.${where}`);
}

/**
 * Reads a file of categories, such as `eft_test.json`.
 * @throws KindredError `not_found` when it cannot be read, `invalid_request` when it has another shape
 */
export async function readCategories(path: string): Promise<BenchmarkInstruction[]> {
  const expected = '{"verb|noun": {"samples": [{"instruction", "input", "output"}]}}';
  const categories = parse(Categories, await readJson(path), path, expected);
  return Object.entries(categories).flatMap(([category, { samples }]) =>
    samples.map(({ instruction, input }) => ({ instruction, withInput: input, category })),
  );
}

async function readPairs(path: string): Promise<SimilarityPair[]> {
  const pairs = parse(
    Pairs,
    await readJson(path),
    path,
    '[{"instruction1", "instruction2", "label": 0 or 1}]',
  );
  if (new Set(pairs.map(({ label }) => label)).size === 2) return pairs;
  throw new KindredError('invalid_request', `${path} needs pairs of label 1 and pairs of label 0.`);
}

export interface IebFiles {
  readonly instructions: readonly BenchmarkInstruction[];
  readonly pairs: readonly SimilarityPair[];
}

/**
 * Reads the two test files of a folder.
 * @throws KindredError `not_found` when one cannot be read, `invalid_request` when one has another shape or too few
 * categories or labels
 */
export async function readIebFiles(directory: string): Promise<IebFiles> {
  const instructions = await readCategories(join(directory, CLUSTERING_FILE));
  const pairs = await readPairs(join(directory, SIMILARITY_FILE));
  if (new Set(instructions.map(({ category }) => category)).size < 2) {
    throw new KindredError('invalid_request', `${CLUSTERING_FILE} needs two categories or more.`);
  }
  return { instructions, pairs };
}
