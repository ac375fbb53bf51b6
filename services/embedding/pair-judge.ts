import type { PairTrees } from '../../schemas/pair-trees.ts';
import { at } from '../runtime/at.ts';
import type { EncoderPool } from './encoder-pool.ts';
import type { JudgedPairs, JudgeOptions, PairJudge, TextVectors } from './port.ts';
import type { PairedRows, RunResult } from './thread-messages.ts';
import { tokenRows } from './token-rows.ts';
import type { TokenizedText } from './tokenizer.ts';

/** The most tokens of a run, over all its distinct texts and padding included. A longer text runs in a pair of its own. */
const RUN_TOKENS = 1_024;
/** The most pairs of a run, so that one does not keep a thread from a question for long. */
const RUN_PAIRS = 32;

interface Options {
  readonly tokenize: (texts: readonly string[], signal: AbortSignal | undefined) => Promise<TokenizedText[]>;
  /** A text with more tokens is not judged. */
  readonly maxTokens: number;
  readonly trees: PairTrees;
}

/** A run that is being put together: the texts of its pairs, each once, and the places of the pairs. */
class Run {
  readonly texts: number[] = [];
  readonly pairs: number[] = [];
  readonly members: number[] = [];
  #longest = 0;

  /** Whether the run stays small enough with a further pair. */
  takes(pair: readonly [number, number], lengths: readonly number[]): boolean {
    if (this.members.length === 0) return true;
    const added = new Set(pair.filter((text) => !this.texts.includes(text)));
    const longest = Math.max(this.#longest, ...pair.map((text) => at(lengths, text)));
    return this.members.length < RUN_PAIRS && (this.texts.length + added.size) * longest <= RUN_TOKENS;
  }

  add(member: number, pair: readonly [number, number], lengths: readonly number[]): void {
    for (const text of pair) {
      let place = this.texts.indexOf(text);
      if (place < 0) place = this.texts.push(text) - 1;
      this.pairs.push(place);
      this.#longest = Math.max(this.#longest, at(lengths, text));
    }
    this.members.push(member);
  }
}

/** Judges pairs of texts on the threads of an encoder. */
export class ThreadedPairJudge implements PairJudge {
  readonly #pool: EncoderPool;
  readonly #options: Options;
  readonly trees: PairTrees;

  constructor(pool: EncoderPool, options: Options) {
    this.#pool = pool;
    this.#options = options;
    this.trees = options.trees;
  }

  async judge(
    pairs: readonly (readonly [string, string])[],
    { priority, signal, withVectors = false }: JudgeOptions = {},
  ): Promise<JudgedPairs> {
    const texts = [...new Set(pairs.flat())];
    const placeOf = new Map(texts.map((text, place) => [text, place]));
    const tokenized = await this.#options.tokenize(texts, signal);
    const places = pairs.map((pair) => pair.map((text) => placeOf.get(text) ?? 0) as [number, number]);
    const runs = this.#runsOf(places, tokenized);
    const works = runs.map((run) => ({ kind: 'judge', ...pairedRows(run, tokenized), withVectors }) as const);
    const results = await this.#pool.run(works, priority === 'query', signal);
    const chances = pairs.map((): number | null => null);
    runs.forEach(({ members }, run) => {
      members.forEach((pair, place) => (chances[pair] = at(at(results, run).chances, place)));
    });
    const vectors = new Map<string, TextVectors>();
    runs.forEach((run, place) => {
      const { embedded } = at(results, place);
      if (embedded === null) return;
      run.texts.forEach((text, row) => vectors.set(at(texts, text), vectorsOfRow(embedded, run, row)));
    });
    return { chances, vectors, inferenceMs: results.reduce((sum, { inferenceMs }) => sum + inferenceMs, 0) };
  }

  /** Puts the pairs that can be judged into runs, in their order: neighbours often share a text, which is then read once. */
  #runsOf(places: readonly [number, number][], tokenized: readonly TokenizedText[]): Run[] {
    const lengths = tokenized.map(({ ids }) => ids.length);
    const isWhole = (text: number): boolean =>
      !at(tokenized, text).truncated && at(lengths, text) <= this.#options.maxTokens;
    const runs: Run[] = [];
    places.forEach((pair, member) => {
      if (!pair.every(isWhole)) return;
      let run = runs.at(-1);
      if (run?.takes(pair, lengths) !== true) runs.push((run = new Run()));
      run.add(member, pair, lengths);
    });
    return runs;
  }
}

/** The vectors of one of the texts of a run, in memory of their own. */
function vectorsOfRow(
  { task, content }: Pick<RunResult, 'task' | 'content'>,
  { texts }: Run,
  row: number,
): TextVectors {
  const own = (values: Float32Array): Float32Array => {
    const dimensions = values.length / texts.length;
    return values.slice(row * dimensions, (row + 1) * dimensions);
  };
  return { task: own(task), content: own(content) };
}

function pairedRows(
  { texts, pairs }: Run,
  tokenized: readonly TokenizedText[],
): Pick<PairedRows, 'rows' | 'pairs'> {
  return { rows: tokenRows(texts.map((text) => at(tokenized, text).ids)), pairs: Int32Array.from(pairs) };
}
