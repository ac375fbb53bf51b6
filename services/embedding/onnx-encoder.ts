import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EncoderDescriptor, EncoderFit } from '../../schemas/encoder.ts';
import { at } from '../runtime/at.ts';
import { loadDescribedFiles, pairsOf, readDescriptor, type EncoderFiles } from './descriptor.ts';
import { cancelled, EncoderPool } from './encoder-pool.ts';
import { ThreadedPairJudge } from './pair-judge.ts';
import type {
  EmbeddedBatch,
  EmbedOptions,
  Encoder,
  NamedDirections,
  PairJudge,
  StaticPoints,
  StaticSource,
  TextVectors,
} from './port.ts';
import { readStaticModel } from './static-model.ts';
import { startThreads } from './start-threads.ts';
import type { RunResult, ThreadConfig } from './thread-messages.ts';
import { cutTokenBatches } from './token-batches.ts';
import { tokenRows } from './token-rows.ts';
import { createTextTokenizer } from './tokenizer.ts';
import type { TextTokenizer, TokenizedText } from './tokenizer.ts';

export interface EncoderOptions {
  /** Number of encoder threads; each has its own copy of the graph. Default: one for each core, at most 4. */
  readonly threads?: number;
  /** Number of threads that share one run of the graph. Default 1. */
  readonly intraOpThreads?: number;
  /** The most tokens in one run, padding included. Default 512. */
  readonly batchTokens?: number;
  /** Whether the runtime keeps its memory from one run to the next. Default true. */
  readonly arena?: boolean;
}

/*
 * The defaults, by tests/bench/embedding.ts on two shared cores with the shipped encoder, in rows a core-second, because
 * other work on the machine moved the rows a second:
 * - Threads with one intra-op thread each: 360, against 197 for one thread with two, whose helpers spin while they wait.
 *   Each costs one copy of the graph.
 * - 512 tokens a run: a token takes 0.14 ms in runs of 64 tokens and of 1,024 alike, so longer runs gain nothing, and a
 *   query would wait longer than 100 ms for the run that computes.
 * - Arena on: 360 against 334; memory does not grow over ten passes (367 MiB, then 370 MiB).
 */
const DEFAULT_BATCH_TOKENS = 512;
const MOST_DEFAULT_THREADS = 4;
/** Encoder threads where nothing else is said: one a core, but not more than pay. */
export function defaultThreads(): number {
  return Math.min(availableParallelism(), MOST_DEFAULT_THREADS);
}
/** The main thread tokenises at most this long before it looks after others, in milliseconds. */
const TOKENISING_SLICE_MS = 5;

/**
 * Opens the encoder of a folder that holds `encoder.json`, an ONNX graph and a tokenizer.
 *
 * @throws KindredError `encoder_unavailable` when a file is missing or wrong; the message says which one and how
 */
export async function openEncoder(
  directory: string,
  options: EncoderOptions = {},
): Promise<Encoder & StaticSource> {
  const descriptor = await readDescriptor(directory);
  const config: ThreadConfig = {
    graphPath: join(directory, descriptor.graph),
    spaces: descriptor.spaces,
    paddingSide: descriptor.padding_side,
    padTokenId: descriptor.pad_token_id,
    pairs: pairsOf(directory, descriptor),
    intraOpThreads: options.intraOpThreads ?? 1,
    arena: options.arena ?? true,
  };
  const threads = options.threads ?? defaultThreads();
  const parts = await openParts(directory, descriptor, config, threads);
  return new OnnxEncoder(directory, descriptor, parts, options.batchTokens ?? DEFAULT_BATCH_TOKENS);
}

interface EncoderParts {
  readonly spaceId: string;
  readonly kinds: NamedDirections | null;
  readonly labels: NamedDirections | null;
  readonly fit: EncoderFit | null;
  readonly judging: EncoderFiles['pairs'];
  readonly tokenizer: TextTokenizer;
  readonly pool: EncoderPool;
}

/**
 * Opens the graph in its threads while the files are hashed and the tokenizer is built. When both fail, the error of the
 * files is thrown: a graph that is not the one described should fail for that reason, not for what the runtime says of it.
 */
async function openParts(
  directory: string,
  descriptor: EncoderDescriptor,
  config: ThreadConfig,
  threads: number,
): Promise<EncoderParts> {
  const opening = startThreads(config, threads).then(
    (workers) => new EncoderPool(workers, async () => at(await startThreads(config, 1), 0)),
  );
  const reading = loadDescribedFiles(directory, descriptor).then((files) => ({
    spaceId: files.spaceId,
    kinds: files.kinds,
    labels: files.labels,
    fit: files.fit,
    judging: files.pairs,
    tokenizer: createTextTokenizer(files),
  }));
  const [read] = await Promise.allSettled([reading, opening]);
  if (read.status === 'fulfilled') return { ...read.value, pool: await opening };
  await opening.then((pool) => pool.close()).catch(() => undefined);
  throw read.reason;
}

/** An encoder that tokenises on the main thread and computes on the threads of a pool. */
class OnnxEncoder implements Encoder, StaticSource {
  readonly spaceId: string;
  readonly name: string;
  readonly dimensions: { readonly task: number; readonly content: number };
  readonly maxTokens: number;
  readonly threads: number;
  readonly relatedFrom: number | null;
  readonly kinds: NamedDirections | null;
  readonly labels: NamedDirections | null;
  readonly fit: EncoderFit | null;
  readonly pairs: PairJudge | null;
  readonly #directory: string;
  readonly #descriptor: EncoderDescriptor;
  readonly #tokenizer: TextTokenizer;
  readonly #pool: EncoderPool;
  readonly #batchTokens: number;

  constructor(
    directory: string,
    descriptor: EncoderDescriptor,
    { spaceId, kinds, labels, fit, judging, tokenizer, pool }: EncoderParts,
    batchTokens: number,
  ) {
    const { task, content } = descriptor.spaces;
    this.#directory = directory;
    this.#descriptor = descriptor;
    this.spaceId = spaceId;
    this.name = descriptor.name;
    this.dimensions = { task: task.dimensions, content: content.dimensions };
    this.maxTokens = descriptor.max_tokens;
    this.threads = pool.size;
    this.relatedFrom = descriptor.related_from ?? null;
    this.kinds = kinds;
    this.labels = labels;
    this.fit = fit;
    this.pairs =
      judging === null
        ? null
        : new ThreadedPairJudge(pool, {
            tokenize: (texts, signal) => this.#tokenize(texts, signal),
            maxTokens: judging.maxTokens,
            trees: judging.trees,
          });
    this.#tokenizer = tokenizer;
    this.#pool = pool;
    this.#batchTokens = batchTokens;
  }

  async embed(texts: readonly string[], options: EmbedOptions = {}): Promise<EmbeddedBatch> {
    const placeOf = new Map<string, number>();
    const places = texts.map((text) => {
      const place = placeOf.get(text) ?? placeOf.size;
      placeOf.set(text, place);
      return place;
    });
    const distinct = [...placeOf.keys()];
    const tokenized = await this.#tokenize(distinct, options.signal);
    const lengths = tokenized.map(({ ids }) => ids.length);
    const batches = cutTokenBatches(lengths, this.#batchTokens);
    const runs = batches.map(
      (batch) =>
        ({ kind: 'embed', rows: tokenRows(batch.map((index) => at(tokenized, index).ids)) }) as const,
    );
    const results = await this.#pool.run(runs, options.priority === 'query', options.signal);
    const vectors = this.#vectorsOf(batches, results);
    return {
      vectors: places.map((place) => at(vectors, place)),
      truncated: places.map((place) => at(tokenized, place).truncated),
      embedded: distinct.length,
      inferenceMs: results.reduce((sum, { inferenceMs }) => sum + inferenceMs, 0),
    };
  }

  async staticPoints(texts: readonly string[], signal?: AbortSignal): Promise<StaticPoints | null> {
    const model = await readStaticModel(this.#directory, this.#descriptor);
    if (model === null) return null;
    const ids = (await this.#tokenize(texts, signal)).map((text) => text.ids);
    return { task: model.pointsOf(ids, 'task'), content: model.pointsOf(ids, 'content') };
  }

  countTokens(texts: readonly string[]): number[] {
    return texts.map((text) => this.#tokenizer.count(text));
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /**
   * Tokenises texts and lets others run every 5 ms. A text takes 0.04 ms, about 2% of its inference, but a thousand texts
   * take 40 ms.
   */
  async #tokenize(texts: readonly string[], signal: AbortSignal | undefined): Promise<TokenizedText[]> {
    const tokenized: TokenizedText[] = [];
    let sliceEnd = performance.now() + TOKENISING_SLICE_MS;
    for (const text of texts) {
      if (signal?.aborted) throw cancelled(signal);
      tokenized.push(this.#tokenizer.tokenize(text));
      if (performance.now() < sliceEnd) continue;
      await nextTurn();
      sliceEnd = performance.now() + TOKENISING_SLICE_MS;
    }
    return tokenized;
  }

  /**
   * The vectors of each distinct text, in their order. Each vector has memory of its own, so that a caller who keeps one
   * does not keep the vectors of its whole run.
   */
  #vectorsOf(batches: readonly number[][], results: readonly RunResult[]): TextVectors[] {
    const vectors: TextVectors[] = [];
    results.forEach(({ task, content }, run) => {
      at(batches, run).forEach((index, row) => {
        vectors[index] = {
          task: rowOf(task, row, this.dimensions.task),
          content: rowOf(content, row, this.dimensions.content),
        };
      });
    });
    return vectors;
  }
}

function rowOf(vectors: Float32Array, row: number, dimensions: number): Float32Array {
  return vectors.slice(row * dimensions, (row + 1) * dimensions);
}
