import {
  lambdaOf,
  type DemonstrationsRequest,
  type DemonstrationsResponse,
  type Strategy,
} from '../../schemas/api/demonstrations.ts';
import type { InstructionRecord } from '../../schemas/record.ts';
import { embeddingText, textHash } from '../corpus/embedding-text.ts';
import { countAllTokens } from '../embedding/count-tokens.ts';
import type { Encoder, TextVectors } from '../embedding/port.ts';
import { at } from '../runtime/at.ts';
import type { Neighbour, RecordStore, RecordSelector } from '../store/port.ts';
import { abstention } from './abstention.ts';
import type { Candidate } from './candidate.ts';
import { chooseDemonstrations, type Choice, type Chosen } from './choose.ts';
import { fuseRankings } from './fusion.ts';
import { passGate, type GateResult } from './gate.ts';
import { orderForPrompt } from './order.ts';
import { renderExchange, renderPrompt, type Exchange } from './prompt.ts';
import { cosine } from '../analysis/dot.ts';

/** What finding demonstrations needs. */
export interface DemonstrationDeps {
  readonly store: Pick<RecordStore, 'nearest' | 'lexical' | 'sample'>;
  readonly encoder: Encoder;
}

const MIN_FETCH = 50;
const FETCH_PER_DEMONSTRATION = 10;
/** When the gate leaves too few candidates, more are fetched, up to this many. */
const MAX_FETCH = 1_000;

/**
 * Finds demonstrations for an instruction. Candidates are fetched from the store, pass a gate, are chosen as a set by the
 * strategy, put in order and rendered as a prompt.
 * @throws KindredError `store_unavailable` or `encoder_unavailable` when the store or the encoder cannot answer
 */
export async function findDemonstrations(
  request: DemonstrationsRequest,
  deps: DemonstrationDeps,
): Promise<DemonstrationsResponse> {
  const started = performance.now();
  const text = embeddingText(request);
  const { vectors } = await deps.encoder.embed([text], { priority: 'query' });
  const query = at(vectors, 0);
  const embedded = performance.now();
  const threshold = thresholdOf(request, deps.encoder);
  const gated = await gatedCandidates(request, text, query, threshold, deps.store);
  const searched = performance.now();
  const choice = await choose(request, text, gated.gate, deps.encoder);
  const ended = performance.now();
  return respond(request, threshold, gated, choice, {
    embed: embedded - started,
    search: searched - embedded,
    choose: ended - searched,
    total: ended - started,
  });
}

/**
 * The lowest task similarity of a demonstration: that of the request, or else the one that was measured for the encoder.
 * The baselines `random` and `bm25` have none unless the request names one.
 */
function thresholdOf(request: DemonstrationsRequest, encoder: Encoder): number | null {
  if (request.score_threshold !== undefined) return request.score_threshold;
  const isBaseline = request.strategy === 'random' || request.strategy === 'bm25';
  return isBaseline ? null : encoder.relatedFrom;
}

interface Gated {
  readonly fetched: number;
  readonly gate: GateResult;
}

/** Fetches candidates until the gate lets at least `k` of them pass, or there are no more. */
async function gatedCandidates(
  request: DemonstrationsRequest,
  text: string,
  query: TextVectors,
  threshold: number | null,
  store: DemonstrationDeps['store'],
): Promise<Gated> {
  const rules = {
    query,
    queryHash: textHash(text),
    allowNear: request.allow_near,
    minTask: threshold,
  };
  const wanted = request.fetch_k ?? Math.max(MIN_FETCH, FETCH_PER_DEMONSTRATION * request.k);
  for (let limit = Math.min(wanted, MAX_FETCH); ; limit = Math.min(limit * 2, MAX_FETCH)) {
    const neighbours = await fetchCandidates(request, text, query, store, limit);
    const gate = passGate(neighbours, rules);
    // Candidates come in the order of nearness: behind one that is below the threshold all others are below it too.
    const exhausted = isByNearness(request.strategy) && gate.belowThreshold > 0;
    const enough = gate.passed.length >= request.k;
    if (
      enough ||
      exhausted ||
      neighbours.length < limit ||
      limit === MAX_FETCH ||
      request.fetch_k !== undefined
    )
      return { fetched: neighbours.length, gate };
  }
}

function isByNearness(strategy: Strategy): boolean {
  return strategy === 'topk' || strategy === 'mmr' || strategy === 'balanced';
}

async function fetchCandidates(
  request: DemonstrationsRequest,
  text: string,
  query: TextVectors,
  store: DemonstrationDeps['store'],
  limit: number,
): Promise<Neighbour[]> {
  const selection: RecordSelector = {
    ...(request.corpora && { corpora: request.corpora }),
    ...(request.filter && { where: request.filter }),
  };
  const byTask = (): Promise<Neighbour[]> =>
    store.nearest({ ...selection, space: 'task', vector: query.task, limit });
  const byWords = (): Promise<Neighbour[]> => store.lexical({ ...selection, text, limit });
  if (isByNearness(request.strategy)) return byTask();
  if (request.strategy === 'bm25') return byWords();
  if (request.strategy === 'hybrid') {
    return fuseRankings(await Promise.all([byTask(), byWords()])).slice(0, limit);
  }
  const drawn = await store.sample(selection, limit, request.seed);
  return drawn.map(({ record, vectors }) => ({ record, vectors, score: cosine(query.task, vectors.task) }));
}

function choose(
  request: DemonstrationsRequest,
  text: string,
  gate: GateResult,
  encoder: Encoder,
): Promise<Choice> {
  const countTokens = (record: InstructionRecord): Promise<number> =>
    countAllTokens([renderExchange(exchangeOf(record), request.format)], encoder);
  const candidates: Candidate[] = gate.passed.map(({ neighbour, task, content }) => ({
    record: neighbour.record,
    vectors: neighbour.vectors,
    score: neighbour.score,
    task,
    content,
    countTokens: () => countTokens(neighbour.record),
  }));
  return chooseDemonstrations(candidates, {
    strategy: request.strategy,
    k: request.k,
    lambda: lambdaOf(request),
    query: text,
    maxTokens: request.max_tokens ?? null,
    relatedFrom: encoder.relatedFrom ?? 0,
  });
}

function respond(
  request: DemonstrationsRequest,
  threshold: number | null,
  { fetched, gate }: Gated,
  { chosen, tooLong }: Choice,
  timing: DemonstrationsResponse['timing_ms'],
): DemonstrationsResponse {
  const ranked = chosen.map((one, index) => ({ ...one, rank: index + 1 }));
  const ordered = orderForPrompt(ranked, (one: Chosen) => one.scores.task, request.order);
  const considered = {
    candidates: fetched,
    near_copies: gate.nearCopies,
    without_answer: gate.withoutAnswer,
    repeated: gate.repeated,
    below_threshold: gate.belowThreshold,
    too_long: tooLong,
  };
  const query: Exchange = {
    history: [],
    instruction: request.instruction,
    input: request.input,
    output: null,
  };
  const exchanges = ordered.map(({ candidate }) => exchangeOf(candidate.record));
  return {
    demonstrations: ordered.map(({ candidate, scores, tokens, rank }) => ({
      record: candidate.record,
      scores,
      rank,
      tokens,
    })),
    prompt: renderPrompt(exchanges, query, request.format),
    abstained: ordered.length === 0,
    reason: abstention(request.k, ordered.length, considered),
    strategy: request.strategy,
    score_threshold: threshold,
    tokens: ordered.reduce((sum, { tokens }) => sum + tokens, 0),
    considered,
    timing_ms: timing,
  };
}

function exchangeOf({ history, instruction, input, output }: InstructionRecord): Exchange {
  return { history, instruction, input, output };
}
