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
import { lettersOf } from '../labels/language-of.ts';
import { at } from '../runtime/at.ts';
import { abstention } from './abstention.ts';
import { backboneFor, stablePrefix, type Backbone, type BackboneDeps } from './backbone.ts';
import { askedOf } from './asked.ts';
import type { Candidate } from './candidate.ts';
import { chooseDemonstrations, type Choice, type Chosen } from './choose.ts';
import { fitJudge } from './fit.ts';
import { gatherCandidates, type CandidateStore, type Gated } from './gather-candidates.ts';
import type { GateResult } from './gate.ts';
import { orderForPrompt } from './order.ts';
import { renderBeginning, renderExchange, renderPrompt, type Exchange } from './prompt.ts';

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
  const countTokens = (record: InstructionRecord): Promise<number> =>
    countAllTokens([renderExchange(exchangeOf(record), request.format)], deps.encoder);
  const asksForNothing = judge !== null && judge.asks < (limits.minFit ?? 0);
  const backbone =
    request.backbone === 0 || asksForNothing
      ? null
      : await backboneFor(request, query, judge, { ...deps, countTokens });
  const wider = { ...request, k: request.k + request.backbone };
  const gated = withoutBackbone(await gatherCandidates(wider, text, rules, deps.store), backbone);
  const searched = performance.now();
  const choice = await choose(withBudget(request, backbone), text, gated.gate, { ...deps, countTokens });
  const ended = performance.now();
  return respond(
    request,
    { ...limits, asks: judge?.asks ?? null },
    { gated, choice, backbone },
    {
      embed,
      search: searched - started,
      choose: ended - searched,
      total: embed + ended - started,
    },
  );
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

/** The candidates that the backbone has not, by their texts. */
function withoutBackbone(gated: Gated, backbone: Backbone | null): Gated {
  if (backbone === null) return gated;
  const texts = new Set(backbone.chosen.map(({ candidate }) => candidate.record.text_hash));
  const passed = gated.gate.passed.filter(({ neighbour }) => !texts.has(neighbour.record.text_hash));
  const repeated = gated.gate.repeated + gated.gate.passed.length - passed.length;
  return { ...gated, gate: { ...gated.gate, passed, repeated } };
}

/** What is left of the tokens. */
function withBudget(request: DemonstrationsRequest, backbone: Backbone | null): DemonstrationsRequest {
  if (request.max_tokens === undefined) return request;
  return { ...request, max_tokens: request.max_tokens - (backbone?.tokens ?? 0) };
}

function choose(
  request: DemonstrationsRequest,
  text: string,
  gate: GateResult,
  { encoder, countTokens }: Pick<BackboneDeps, 'countTokens'> & Pick<DemonstrationDeps, 'encoder'>,
): Promise<Choice> {
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
    letters: lettersOf(askedOf(request).instruction),
    maxTokens: request.max_tokens ?? null,
    relatedFrom: encoder.relatedFrom ?? 0,
  });
}

/** What was found for a query. */
interface Found {
  readonly gated: Gated;
  readonly choice: Choice;
  /** Null when none was asked for, or the query asks for nothing. */
  readonly backbone: Backbone | null;
}

function respond(
  request: DemonstrationsRequest,
  { threshold, minFit, asks }: Limits & { readonly asks: number | null },
  { gated: { fetched, gate, sameGroup }, choice, backbone }: Found,
  timing: DemonstrationsResponse['timing_ms'],
): DemonstrationsResponse {
  const { chosen: fresh, tooLong } = choice;
  const first = backbone?.chosen ?? [];
  const ranked = fresh.map((one, index) => ({ ...one, rank: first.length + index + 1 }));
  const ordered = [
    ...first.map((one, index) => ({ ...one, rank: index + 1 })),
    ...orderForPrompt(ranked, ({ scores }: Chosen) => scores.fit ?? scores.task, request.order),
  ];
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
    prefix:
      backbone === null
        ? null
        : stablePrefix(backbone, renderBeginning(exchanges.slice(0, first.length), query, request.format)),
    abstained: ordered.length === 0,
    reason: abstention(request.k, fresh.length, considered),
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
