import {
  lambdaOf,
  type DemonstrationsRequest,
  type ManyDemonstrationsRequest,
} from '../../schemas/api/demonstrations.ts';
import type { DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';
import { KindredError } from '../../schemas/errors.ts';
import type { InstructionRecord } from '../../schemas/record.ts';
import { embeddingText, textHash } from '../corpus/embedding-text.ts';
import { countAllTokens } from '../embedding/count-tokens.ts';
import type { Encoder, TextVectors } from '../embedding/port.ts';
import { at } from '../runtime/at.ts';
import { abstention } from './abstention.ts';
import { askedOf } from './asked.ts';
import type { Candidate } from './candidate.ts';
import { chooseDemonstrations, type Choice, type Chosen } from './choose.ts';
import { fitJudge } from './fit.ts';
import { gatherCandidates, type CandidateStore, type Gated } from './gather-candidates.ts';
import type { GateResult } from './gate.ts';
import { orderForPrompt } from './order.ts';
import { renderExchange, renderPrompt, type Exchange } from './prompt.ts';

/** What finding demonstrations needs. */
export interface DemonstrationDeps {
  readonly store: CandidateStore;
  readonly encoder: Encoder;
}

/** How many queries of a batch are answered at a time, so that others are answered meanwhile. */
const QUERIES_AT_ONCE = 8;
/** A demonstration is given when it is likelier to fit than not. */
const DEFAULT_MIN_FIT = 0.5;

/**
 * Finds demonstrations for an instruction. Candidates are fetched from the store, pass a gate, are chosen as a set by the
 * strategy, put in order and rendered as a prompt.
 * @throws KindredError `store_unavailable` or `encoder_unavailable` when the store or the encoder cannot answer
 */
export async function findDemonstrations(
  request: DemonstrationsRequest,
  deps: DemonstrationDeps,
): Promise<DemonstrationsResponse> {
  const text = embeddingText(askedOf(request));
  const started = performance.now();
  const { vectors } = await deps.encoder.embed([text], { priority: 'query' });
  const embed = performance.now() - started;
  return demonstrationsFor(request, { text, vectors: at(vectors, 0), embed }, deps);
}

/**
 * Finds demonstrations for many queries, which are embedded together.
 * @returns what was found for each query, in their order
 * @throws KindredError as `findDemonstrations`, and `cancelled` when the signal is aborted
 */
export async function findManyDemonstrations(
  { queries, ...wanted }: ManyDemonstrationsRequest,
  { signal, ...deps }: DemonstrationDeps & { readonly signal: AbortSignal },
): Promise<DemonstrationsResponse[]> {
  const texts = queries.map((query) => embeddingText(askedOf(query)));
  const started = performance.now();
  const { vectors } = await deps.encoder.embed(texts, { signal });
  const embed = performance.now() - started;
  const found: DemonstrationsResponse[] = [];
  for (let begin = 0; begin < queries.length; begin += QUERIES_AT_ONCE) {
    signal.throwIfAborted();
    const answers = queries.slice(begin, begin + QUERIES_AT_ONCE).map((query, offset) => {
      const embedded = { text: at(texts, begin + offset), vectors: at(vectors, begin + offset), embed };
      return demonstrationsFor({ ...query, ...wanted }, embedded, deps);
    });
    found.push(...(await Promise.all(answers)));
  }
  return found;
}

/** The text that is embedded of a query, its vectors, and the milliseconds that took. */
interface EmbeddedQuery {
  readonly text: string;
  readonly vectors: TextVectors;
  readonly embed: number;
}

async function demonstrationsFor(
  request: DemonstrationsRequest,
  { text, vectors: query, embed }: EmbeddedQuery,
  deps: DemonstrationDeps,
): Promise<DemonstrationsResponse> {
  const started = performance.now();
  const limits = limitsOf(request, deps.encoder);
  const judge = fitJudge(deps.encoder, query);
  const rules = {
    query,
    queryHash: textHash(text),
    allowNear: request.allow_near,
    minTask: limits.threshold,
    judge,
    minFit: limits.minFit,
  };
  const gated = await gatherCandidates(request, text, rules, deps.store);
  const searched = performance.now();
  const choice = await choose(request, text, gated.gate, deps.encoder);
  const ended = performance.now();
  return respond(request, { ...limits, asks: judge?.asks ?? null }, gated, choice, {
    embed,
    search: searched - started,
    choose: ended - searched,
    total: embed + ended - started,
  });
}

interface Limits {
  /** The lowest task similarity of a demonstration; null when there is none. */
  readonly threshold: number | null;
  /** The lowest chance that a demonstration fits; null when there is none. */
  readonly minFit: number | null;
}

/**
 * The limits of the request, or else those of the encoder: a half as the chance to fit, or with an encoder that tells no
 * chance the task similarity that was measured for it. The baselines `random` and `bm25` have none unless the request names one.
 * @throws KindredError `bad_request` when a chance is asked for and the encoder tells none
 */
function limitsOf(request: DemonstrationsRequest, encoder: Encoder): Limits {
  const isBaseline = request.strategy === 'random' || request.strategy === 'bm25';
  if (encoder.fit !== null) {
    const minFit = request.min_fit ?? (isBaseline ? null : DEFAULT_MIN_FIT);
    return { threshold: request.score_threshold ?? null, minFit };
  }
  if (request.min_fit !== undefined) {
    throw new KindredError(
      'invalid_request',
      `min_fit: the encoder ${encoder.name} tells no chance of fitting. Leave it out, or give score_threshold.`,
    );
  }
  return { threshold: request.score_threshold ?? (isBaseline ? null : encoder.relatedFrom), minFit: null };
}

function choose(
  request: DemonstrationsRequest,
  text: string,
  gate: GateResult,
  encoder: Encoder,
): Promise<Choice> {
  const countTokens = (record: InstructionRecord): Promise<number> =>
    countAllTokens([renderExchange(exchangeOf(record), request.format)], encoder);
  const candidates: Candidate[] = gate.passed.map(({ neighbour, task, content, fit }) => ({
    record: neighbour.record,
    vectors: neighbour.vectors,
    score: neighbour.score,
    task,
    content,
    fit,
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
  { threshold, minFit, asks }: Limits & { readonly asks: number | null },
  { fetched, gate, sameGroup }: Gated,
  { chosen, tooLong }: Choice,
  timing: DemonstrationsResponse['timing_ms'],
): DemonstrationsResponse {
  const ranked = chosen.map((one, index) => ({ ...one, rank: index + 1 }));
  const ordered = orderForPrompt(ranked, ({ scores }: Chosen) => scores.fit ?? scores.task, request.order);
  const considered = {
    candidates: fetched,
    near_copies: gate.nearCopies,
    without_answer: gate.withoutAnswer,
    repeated: gate.repeated,
    below_threshold: gate.belowThreshold,
    below_fit: gate.belowFit,
    same_group: sameGroup,
    too_long: tooLong,
  };
  const query: Exchange = { ...askedOf(request), output: null };
  const exchanges = ordered.map(({ candidate }) => exchangeOf(candidate.record));
  return {
    demonstrations: ordered.map(({ candidate, scores, tokens, rank }, place) => ({
      record: candidate.record,
      scores,
      rank,
      position: place + 1,
      tokens,
    })),
    prompt: renderPrompt(exchanges, query, request.format),
    abstained: ordered.length === 0,
    reason: abstention(request.k, ordered.length, considered),
    strategy: request.strategy,
    min_fit: minFit,
    asks,
    score_threshold: threshold,
    tokens: ordered.reduce((sum, { tokens }) => sum + tokens, 0),
    considered,
    timing_ms: timing,
  };
}

function exchangeOf({ system, history, instruction, input, output }: InstructionRecord): Exchange {
  return { system, history, instruction, input, output };
}
