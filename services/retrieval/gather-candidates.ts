import type { DemonstrationsRequest, Strategy } from '../../schemas/api/demonstrations.ts';
import { cosine } from '../analysis/dot.ts';
import type { TextVectors } from '../embedding/port.ts';
import type { Neighbour, RecordSelector, RecordStore } from '../store/port.ts';
import { asksForNothing } from './fit.ts';
import { fuseRankings } from './fusion.ts';
import { passGate, type GateResult, type GateRules } from './gate.ts';
import { isIndexed, oneOfEach, type IndexedField } from './one-of-each.ts';

export type CandidateStore = Pick<RecordStore, 'nearest' | 'lexical' | 'sample' | 'facet'>;

const MIN_FETCH = 50;
const FETCH_PER_DEMONSTRATION = 10;
/** When the gate leaves too few candidates, more are fetched, up to this many. */
const MAX_FETCH = 1_000;
/** So many values of a field are looked up, the most frequent ones. */
const MOST_GROUPS = 100;
/** So many records of each value: the nearest may be a copy of the query, or have no answer. */
const FETCH_PER_GROUP = 5;

export interface Gated {
  readonly fetched: number;
  readonly gate: GateResult;
  /** How many have passed, and were left out since a likelier one has the same value of `group_by`, or since they have none. */
  readonly sameGroup: number;
}

/**
 * The candidates for a query that pass the gate; with `group_by` one of each value, the likeliest.
 * @param text what is embedded of the query
 * @throws KindredError `store_unavailable` when the store cannot answer
 */
export async function gatherCandidates(
  request: DemonstrationsRequest,
  text: string,
  rules: GateRules,
  store: CandidateStore,
): Promise<Gated> {
  const field = request.group_by;
  if (field === undefined) return { ...(await enoughCandidates(request, text, rules, store)), sameGroup: 0 };
  const neighbours = isIndexed(field)
    ? await nearestOfEach(field, request, rules.query, store)
    : await fetchCandidates(request, text, rules.query, store, request.fetch_k ?? MAX_FETCH);
  const gate = passGate(neighbours, rules);
  const passed = oneOfEach(gate.passed, field);
  return {
    fetched: neighbours.length,
    gate: { ...gate, passed },
    sameGroup: gate.passed.length - passed.length,
  };
}

/** The nearest records of each of the most frequent values of a field. */
async function nearestOfEach(
  field: IndexedField,
  request: DemonstrationsRequest,
  query: TextVectors,
  store: CandidateStore,
): Promise<Neighbour[]> {
  const selection = selectionOf(request);
  const { values } = await store.facet(field, selection, MOST_GROUPS);
  const found: Neighbour[] = [];
  for (const { value } of values) {
    const must = [...(request.filter?.must ?? []), { key: field, match: { value } }];
    const where = { ...request.filter, must };
    const nearest = {
      ...selection,
      where,
      space: 'task',
      vector: query.task,
      limit: FETCH_PER_GROUP,
    } as const;
    found.push(...(await store.nearest(nearest)));
  }
  return found.sort((a, b) => b.score - a.score);
}

type Fetched = Pick<Gated, 'fetched' | 'gate'>;

/** Fetches candidates until the gate lets at least `k` of them pass, there are no more, or more would not help. */
async function enoughCandidates(
  request: DemonstrationsRequest,
  text: string,
  rules: GateRules,
  store: CandidateStore,
): Promise<Fetched> {
  const wanted = request.fetch_k ?? Math.max(MIN_FETCH, FETCH_PER_DEMONSTRATION * request.k);
  let passedBefore = 0;
  for (let limit = Math.min(wanted, MAX_FETCH); ; limit = Math.min(limit * 2, MAX_FETCH)) {
    const neighbours = await fetchCandidates(request, text, rules.query, store, limit);
    const gate = passGate(neighbours, rules);
    const enough = gate.passed.length >= request.k;
    if (
      enough ||
      neighbours.length < limit ||
      limit === MAX_FETCH ||
      request.fetch_k !== undefined ||
      isExhausted(request.strategy, gate, passedBefore, rules)
    )
      return { fetched: neighbours.length, gate };
    passedBefore = gate.passed.length;
  }
}

/**
 * Whether farther candidates would hardly pass. They come in the order of nearness: behind one that is below the threshold all
 * others are below it too, and where the farther half has none that fits the next ones will have none either.
 */
function isExhausted(
  strategy: Strategy,
  gate: GateResult,
  passedBefore: number,
  { judge, minFit }: GateRules,
): boolean {
  if (asksForNothing(judge, minFit)) return true;
  if (!isByNearness(strategy)) return false;
  return gate.belowThreshold > 0 || (gate.belowFit > 0 && gate.passed.length === passedBefore);
}

function isByNearness(strategy: Strategy): boolean {
  return strategy !== 'hybrid' && strategy !== 'bm25' && strategy !== 'random';
}

async function fetchCandidates(
  request: DemonstrationsRequest,
  text: string,
  query: TextVectors,
  store: CandidateStore,
  limit: number,
): Promise<Neighbour[]> {
  const selection = selectionOf(request);
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

function selectionOf({ corpora, filter }: DemonstrationsRequest): RecordSelector {
  return { ...(corpora && { corpora }), ...(filter && { where: filter }) };
}
