import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { EncoderDescriptor, type EncoderFit } from '../../schemas/encoder.ts';
import { PairTrees } from '../../schemas/pair-trees.ts';
import { KindredError } from '../../schemas/errors.ts';
import { createAskingScorer, type AskingScorer } from './asking/scorer.ts';
import { readDirections } from './directions.ts';
import { readEncoderJson, unreadable } from './encoder-json.ts';
import { readFit } from './fit-file.ts';
import type { NamedDirections } from './port.ts';

/** The graph that judges pairs of texts, as the descriptor has it. */
export interface PairsFile {
  readonly graphPath: string;
  readonly treesPath: string;
  readonly states: string;
  readonly maxTokens: number;
}

interface CheckedPairs extends PairsFile {
  readonly trees: PairTrees;
}

/** The contents of an encoder folder that has been checked. */
export interface EncoderFiles {
  readonly descriptor: EncoderDescriptor;
  readonly graphPath: string;
  /** The parsed contents of the two tokenizer files. */
  readonly tokenizer: object;
  readonly tokenizerConfig: object;
  /** The kinds of work that records get; null when the encoder has none. */
  readonly kinds: NamedDirections | null;
  /** The task labels of records without one of their own; null when the encoder has none. */
  readonly labels: NamedDirections | null;
  /** The weights by which the chance is told that a record fits as a demonstration; null when the encoder has none. */
  readonly fit: EncoderFit | null;
  /** What judges pairs of texts; null when the encoder has none. */
  readonly pairs: CheckedPairs | null;
  /** What chooses the parts that are read of a text that is too long; null when only its ends are read. */
  readonly asking: AskingScorer | null;
  /** 32 hexadecimal digits that stand for weights, tokenizer, pooling, template and limit, see `spaceIdOf`. */
  readonly spaceId: string;
}

/**
 * Reads `encoder.json` of a folder, and checks its shape, that the files it names are there, and their SHA-256.
 *
 * @throws KindredError `encoder_unavailable` when a file is missing or wrong; the message names it
 */
export async function loadEncoderFiles(directory: string): Promise<EncoderFiles> {
  return loadDescribedFiles(directory, await readDescriptor(directory));
}

/**
 * Reads `encoder.json` of a folder and checks its shape alone.
 *
 * @throws KindredError `encoder_unavailable` when it is missing or has another shape
 */
export async function readDescriptor(directory: string): Promise<EncoderDescriptor> {
  return parseDescriptor(directory, await readJson(join(directory, 'encoder.json')));
}

/**
 * Reads and checks the files that a descriptor names.
 *
 * @param graph `unread`: the sha256 of the graph that the descriptor names is taken as it stands, and whoever opens the
 * graph checks it
 * @throws KindredError `encoder_unavailable` when one is missing or is not the file that the descriptor means
 */
export async function loadDescribedFiles(
  directory: string,
  descriptor: EncoderDescriptor,
  graph: 'checked' | 'unread' = 'checked',
): Promise<EncoderFiles> {
  const graphPath = join(directory, descriptor.graph);
  const tokenizerPath = join(directory, descriptor.tokenizer);
  const [graphHash, tokenizerHash, tokenizer, tokenizerConfig, kinds, labels, fit, asking, pairs] =
    await Promise.all([
      (graph === 'unread' ? descriptor.sha256.graph : undefined) ??
        checkedSha256(graphPath, descriptor.sha256.graph),
      checkedSha256(tokenizerPath, descriptor.sha256.tokenizer),
      readJson(tokenizerPath),
      readJson(join(directory, descriptor.tokenizer_config)),
      checkedDirections(directory, descriptor, 'kinds'),
      checkedDirections(directory, descriptor, 'labels'),
      checkedFit(directory, descriptor),
      loadAsking(directory, descriptor),
      checkedPairs(directory, descriptor),
    ]);
  const spaceId = spaceIdOf(descriptor, graphHash, tokenizerHash, asking?.hash);
  return {
    descriptor,
    graphPath,
    tokenizer,
    tokenizerConfig,
    kinds,
    labels,
    fit,
    pairs,
    asking: asking?.scorer ?? null,
    spaceId,
  };
}

async function loadAsking(
  directory: string,
  { left_out: leftOut, asking, sha256 }: EncoderDescriptor,
): Promise<{ hash: string; scorer: AskingScorer } | null> {
  if (leftOut !== 'least-asking' || asking === undefined) return null;
  const path = join(directory, asking);
  const hash = await checkedSha256(path, sha256.asking);
  try {
    return { hash, scorer: createAskingScorer(await readJson(path)) };
  } catch (error) {
    throw error instanceof z.ZodError ? unreadable(path, new TypeError(z.prettifyError(error))) : error;
  }
}

/**
 * The id of the two spaces of an encoder. Whatever changes a vector changes the id; names, licences, kinds, labels, fit and pairs do not. The fields
 * are written out one by one, so that their order in the descriptor has no influence.
 */
export function spaceIdOf(
  descriptor: EncoderDescriptor,
  graphHash: string,
  tokenizerHash: string,
  askingHash?: string,
): string {
  const { task, content } = descriptor.spaces;
  const parts = [
    graphHash,
    tokenizerHash,
    ...[task, content].map((space) => [space.pooling, space.dimensions, ...space.outputs]),
    [descriptor.template.before, descriptor.template.after],
    descriptor.max_tokens,
    descriptor.padding_side,
    // Written only when it is not the default, so that encoders from before there was a choice keep their ids.
    ...(descriptor.left_out === 'end' ? [] : [descriptor.left_out]),
    ...(askingHash === undefined ? [] : [askingHash]),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

async function checkedDirections(
  directory: string,
  descriptor: EncoderDescriptor,
  what: 'kinds' | 'labels',
): Promise<NamedDirections | null> {
  const file = descriptor[what];
  if (file === undefined) return null;
  const path = join(directory, file);
  await checkedSha256(path, descriptor.sha256[what]);
  return readDirections(path, what, descriptor.spaces.task.dimensions);
}

async function checkedFit(
  directory: string,
  { fit, sha256, spaces }: EncoderDescriptor,
): Promise<EncoderFit | null> {
  if (fit === undefined) return null;
  const path = join(directory, fit);
  await checkedSha256(path, sha256.fit);
  return readFit(path, spaces.task.dimensions);
}

async function checkedPairs(directory: string, descriptor: EncoderDescriptor): Promise<CheckedPairs | null> {
  const pairs = pairsOf(directory, descriptor);
  if (pairs === null) return null;
  await checkedSha256(pairs.graphPath, descriptor.sha256.pairs);
  await checkedSha256(pairs.treesPath, descriptor.sha256.trees);
  const trees = await readEncoderJson(pairs.treesPath, PairTrees, 'the trees of pairs');
  return { ...pairs, trees };
}

/** Where the graph that judges pairs of texts is, unread; null when the encoder has none. */
export function pairsOf(directory: string, { pairs }: EncoderDescriptor): PairsFile | null {
  if (pairs === undefined) return null;
  return {
    graphPath: join(directory, pairs.graph),
    treesPath: join(directory, pairs.trees),
    states: pairs.states,
    maxTokens: pairs.max_tokens,
  };
}

function parseDescriptor(directory: string, json: object): EncoderDescriptor {
  const parsed = EncoderDescriptor.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new KindredError(
    'encoder_unavailable',
    `encoder.json in ${directory} does not describe an encoder:\n${z.prettifyError(parsed.error)}`,
  );
}

async function readJson(path: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value === 'object' && value !== null) return value;
    throw new TypeError('it holds no JSON object');
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function checkedSha256(path: string, expected: string | undefined): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  } catch (error) {
    throw unreadable(path, error);
  }
  const actual = hash.digest('hex');
  if (expected === undefined || expected === actual) return actual;
  throw new KindredError(
    'encoder_unavailable',
    `${path} is not the file that encoder.json describes: its sha256 is ${actual}, expected ${expected}. ` +
      'Fetch the file again, or correct the sha256 in encoder.json if the change was meant.',
  );
}
