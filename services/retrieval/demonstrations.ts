import {
  lambdaOf,
  type DemonstrationsRequest,
  type ManyDemonstrationsRequest,
} from '../../schemas/api/demonstrations.ts';
import type { DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';
import { KindredError } from '../../schemas/errors.ts';
import type { InstructionRecord } from '../../schemas/record.ts';
import { embeddingText, textHash } from '../corpus/embedding-text.ts';
import type { Encoder, TextVectors } from '../embedding/port.ts';
import { lettersOf } from '../labels/language-of.ts';
import { at } from '../runtime/at.ts';
import type { ModelTokenizers } from '../tokenizers/port.ts';
import { abstention, longQuery } from './abstention.ts';
import { backboneFor, type Backbone, type BackboneDeps } from './backbone.ts';
import { askedOf } from './asked.ts';
import type { Candidate } from './candidate.ts';
import { chooseDemonstrations, type Choice } from './choose.ts';
import { asksForNothing, fitJudge } from './fit.ts';
import { gatherCandidates, type CandidateStore, type Gated } from './gather-candidates.ts';
import type { GateResult } from './gate.ts';
import { exchangeOf, layOut } from './laid-out.ts';
import { limitsOf, type Limits } from './limits.ts';
import { promptWriter, type PromptWriter } from './prompt-writer.ts';

/** What finding demonstrations needs. */
export interface DemonstrationDeps {
  readonly store: CandidateStore;
  readonly encoder: Encoder;
  /** The tokenizers of models that a request may name. */
  readonly tokenizers: Pick<ModelTokenizers, 'open'>;
}

/** How many queries of a batch are answered at a time, so that others are answered meanwhile. */
const QUERIES_AT_ONCE = 8;

/**
 * Finds demonstrations for an instruction. Candidates are fetched from the store, pass a gate, are chosen as a set by the
 * strategy, put in order and rendered as a prompt.
 * @throws KindredError `store_unavailable`, `encoder_unavailable` or `tokenizer_unavailable` when one of them cannot answer,
 * `not_found` when there is no such tokenizer, `invalid_request` when its chat template does not take the query
 */
export async function findDemonstrations(
  request: DemonstrationsRequest,
  deps: DemonstrationDeps,
): Promise<DemonstrationsResponse> {
  const writer = await writerOf(request, deps);
  const text = embeddingText(askedOf(request));
  const started = performance.now();
  const { vectors } = await deps.encoder.embed([text], { priority: 'query' });
  const embed = performance.now() - started;
  return demonstrationsFor(request, { text, vectors: at(vectors, 0), embed }, { ...deps, writer });
}

async function writerOf(
  request: Pick<DemonstrationsRequest, 'tokenizer' | 'format' | 'max_prompt_tokens'>,
  { tokenizers, encoder }: DemonstrationDeps,
): Promise<PromptWriter> {
  const { tokenizer: name } = request;
  return promptWriter(request, name === undefined ? null : await tokenizers.open(name), encoder);
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
  const writer = await writerOf(wanted, deps);
  const texts = queries.map((query) => embeddingText(askedOf(query)));
  const started = performance.now();
  const { vectors } = await deps.encoder.embed(texts, { signal });
  const embed = performance.now() - started;
  const found: DemonstrationsResponse[] = [];
  for (let begin = 0; begin < queries.length; begin += QUERIES_AT_ONCE) {
    signal.throwIfAborted();
    const answers = queries.slice(begin, begin + QUERIES_AT_ONCE).map((query, offset) => {
      const embedded = { text: at(texts, begin + offset), vectors: at(vectors, begin + offset), embed };
      const one = demonstrationsFor({ ...query, ...wanted }, embedded, { ...deps, writer });
      return one.catch((cause: unknown) => {
        throw ofQuery(begin + offset, cause);
      });
    });
    found.push(...(await Promise.all(answers)));
  }
  return found;
}

/** The error with the place of the query, where the chat template does not take this one. */
function ofQuery(place: number, cause: unknown): unknown {
  if (!(cause instanceof KindredError) || cause.field !== 'tokenizer') return cause;
  const field = `queries.${place}`;
  return new KindredError(cause.code, `${field}: ${cause.message}`, { field, cause });
}

/** The text that is embedded of a query, its vectors, and the milliseconds that took. */
interface EmbeddedQuery {
  readonly text: string;
  readonly vectors: TextVectors;
  readonly embed: number;
}

interface WritingDeps extends DemonstrationDeps {
  readonly writer: PromptWriter;
}

async function demonstrationsFor(
  request: DemonstrationsRequest,
  { text, vectors: query, embed }: EmbeddedQuery,
  deps: WritingDeps,
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
  const countTokens = (record: InstructionRecord): Promise<number | null> =>
    deps.writer.tokensOf(exchangeOf(record));
  const nothingAsked = asksForNothing(judge, limits.minFit);
  const backbone =
    request.backbone === 0 || nothingAsked
      ? null
      : await backboneFor(request, query, judge, { ...deps, countTokens });
  const wider = { ...request, k: request.k + request.backbone };
  const gated = withoutBackbone(await gatherCandidates(wider, text, rules, deps.store), backbone);
  const searched = performance.now();
  const budgeted = await withBudget(request, backbone, deps.writer);
  const choice = await choose(budgeted, text, gated.gate, { ...deps, countTokens });
  const written = await layOut(request, backbone, choice.chosen, deps.writer);
  const ended = performance.now();
  return respond(
    request,
    { ...limits, asks: judge?.asks ?? null, nothingAsked },
    { gated, choice, written },
    {
      embed,
      search: searched - started,
      choose: ended - searched,
      total: embed + ended - started,
    },
  );
}

/** The candidates that the backbone has not, by their texts. */
function withoutBackbone(gated: Gated, backbone: Backbone | null): Gated {
  if (backbone === null) return gated;
  const texts = new Set(backbone.chosen.map(({ candidate }) => candidate.record.text_hash));
  const passed = gated.gate.passed.filter(({ neighbour }) => !texts.has(neighbour.record.text_hash));
  const repeated = gated.gate.repeated + gated.gate.passed.length - passed.length;
  return { ...gated, gate: { ...gated.gate, passed, repeated } };
}

/** What is left of the tokens, as `max_tokens`. */
async function withBudget(
  request: DemonstrationsRequest,
  backbone: Backbone | null,
  writer: PromptWriter,
): Promise<DemonstrationsRequest> {
  const { max_tokens: most, max_prompt_tokens: whole } = request;
  if (whole === undefined)
    return most === undefined ? request : { ...request, max_tokens: most - (backbone?.tokens ?? 0) };
  const { tokens } = await writer.write([], { ...askedOf(request), output: null });
  return { ...request, max_tokens: Math.min(most ?? Infinity, whole - (tokens ?? 0)) };
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
  readonly written: Awaited<ReturnType<typeof layOut>>;
}

function respond(
  request: DemonstrationsRequest,
  {
    threshold,
    minFit,
    asks,
    nothingAsked,
  }: Limits & { readonly asks: number | null; readonly nothingAsked: boolean },
  { gated: { fetched, gate, sameGroup }, choice, written }: Found,
  timing: DemonstrationsResponse['timing_ms'],
): DemonstrationsResponse {
  const { ordered, prompt, tokens: promptTokens, prefix, leftOut } = written;
  const considered = {
    candidates: fetched,
    near_copies: gate.nearCopies,
    without_answer: gate.withoutAnswer,
    repeated: gate.repeated,
    below_threshold: gate.belowThreshold,
    below_fit: gate.belowFit,
    same_group: sameGroup,
    too_long: choice.tooLong + leftOut,
    refused: choice.refused,
  };
  return {
    demonstrations: ordered.map(({ candidate, scores, tokens, rank }, place) => ({
      record: candidate.record,
      scores,
      rank,
      position: place + 1,
      tokens,
    })),
    prompt,
    prompt_tokens: promptTokens,
    prefix,
    abstained: ordered.length === 0,
    reason:
      longQuery(promptTokens, request.max_prompt_tokens) ??
      abstention(request.k, choice.chosen.length - leftOut, considered, nothingAsked ? asks : null),
    strategy: request.strategy,
    min_fit: minFit,
    asks,
    score_threshold: threshold,
    tokens: ordered.reduce((sum, { tokens }) => sum + tokens, 0),
    considered,
    timing_ms: timing,
  };
}
