import { createHash } from 'node:crypto';
import type { DemonstrationsRequest } from '../../schemas/api/demonstrations.ts';
import type { StablePrefix } from '../../schemas/api/found-demonstrations.ts';
import { KindredError } from '../../schemas/errors.ts';
import type { InstructionRecord, Turn } from '../../schemas/record.ts';
import { cosine } from '../analysis/dot.ts';
import type { Encoder, TextVectors } from '../embedding/port.ts';
import type { EmbeddedRecord, RecordStore } from '../store/port.ts';
import { chooseDemonstrations, type Chosen } from './choose.ts';
import type { FitJudge } from './fit.ts';

/** So many records of a group are drawn, of which those of the backbone are chosen. */
const DRAWN = 400;
/** One for all requests: the same records are drawn as long as the corpora are what they are. */
const SEED = 42;
/** How much standing for the group weighs against difference from those chosen. */
const LAMBDA = 0.5;
const FINGERPRINT_LENGTH = 32;

/** The demonstrations that stand before all others for every query of a group. */
export interface Backbone {
  /** The kind of work. */
  readonly group: string;
  /** In the order of the prompt. */
  readonly chosen: readonly Chosen[];
  readonly tokens: number;
}

export interface BackboneDeps {
  readonly store: Pick<RecordStore, 'sample'>;
  readonly encoder: Pick<Encoder, 'kinds' | 'name' | 'relatedFrom'>;
  /** The tokens of a record as a demonstration; null when it cannot be one. */
  readonly countTokens: (record: InstructionRecord) => Promise<number | null>;
}

/**
 * The backbone for the kind of work of a query: records of this kind that stand for it and differ from each other. Which these are
 * depends on the corpora, the filter, the format, the tokenizer and the limits of the request, and on nothing else of the query, so that prompts
 * of one kind begin alike. Scores are told for the query. Null when no record of the kind has an answer and fits into the tokens.
 * @throws KindredError `invalid_request` when the encoder tells no kinds of work, `store_unavailable` when the store cannot answer
 */
export async function backboneFor(
  request: DemonstrationsRequest,
  query: TextVectors,
  judge: FitJudge | null,
  { store, encoder, countTokens }: BackboneDeps,
): Promise<Backbone | null> {
  if (encoder.kinds === null) {
    const message = `backbone: the encoder ${encoder.name} tells no kinds of work. Leave it out.`;
    throw new KindredError('invalid_request', message, { field: 'backbone' });
  }
  const group = encoder.kinds.nearest(query.task).name;
  const must = [...(request.filter?.must ?? []), { key: 'kind', match: { value: group } }];
  const where = { ...request.filter, must };
  const drawn = await store.sample(
    { ...(request.corpora && { corpora: request.corpora }), where },
    DRAWN,
    SEED,
  );
  const usable = onceEach(drawn);
  const middle = meanOf(usable.map(({ vectors }) => vectors.task));
  const candidates = usable.map(({ record, vectors }) => ({
    ...{ record, vectors, fit: null, content: 0, score: 0 },
    task: middle === null ? 0 : cosine(middle, vectors.task),
    countTokens: () => countTokens(record),
  }));
  const { chosen } = await chooseDemonstrations(candidates, {
    ...{ strategy: 'mmr', k: request.backbone, lambda: LAMBDA, query: '', letters: null },
    maxTokens: request.max_tokens ?? null,
    relatedFrom: encoder.relatedFrom ?? 0,
  });
  if (chosen.length === 0) return null;
  const tokens = chosen.reduce((sum, one) => sum + one.tokens, 0);
  return { group, chosen: chosen.map((one) => scoredFor(one, query, judge)), tokens };
}

/** The records with an answer, each text once, in an order that does not depend on how the store drew them. */
function onceEach(drawn: readonly EmbeddedRecord[]): EmbeddedRecord[] {
  const byText = new Map<string, EmbeddedRecord>();
  const inOrder = [...drawn].sort((a, b) => (a.record.id < b.record.id ? -1 : 1));
  for (const one of inOrder) {
    const { text_hash: text, output } = one.record;
    if (output.trim() !== '' && !byText.has(text)) byText.set(text, one);
  }
  return [...byText.values()];
}

/** The direction of the mean of unit vectors, of length 1; null without any. */
function meanOf(vectors: readonly Float32Array[]): Float32Array | null {
  const [first] = vectors;
  if (first === undefined) return null;
  const sum = new Float32Array(first.length);
  for (const vector of vectors) vector.forEach((value, at) => (sum[at] = (sum[at] ?? 0) + value));
  const length = Math.hypot(...sum);
  return length === 0 ? sum : sum.map((value) => value / length);
}

function scoredFor(one: Chosen, query: TextVectors, judge: FitJudge | null): Chosen {
  const { vectors } = one.candidate;
  const task = cosine(query.task, vectors.task);
  const fit = judge?.judge(vectors, task) ?? null;
  const content = cosine(query.content, vectors.content);
  const own = { ...(fit && { fit: fit.chance, parts: fit.parts }), task, content };
  return { ...one, scores: { ...one.scores, ...own } };
}

/**
 * What the answer says of the beginning of its prompt that is the same for all queries of the group.
 * @param beginning the turns of the system and the backbone, or the text of the backbone
 */
export function stablePrefix(
  { group, chosen, tokens }: Backbone,
  beginning: readonly Turn[] | string,
): StablePrefix {
  const text = typeof beginning === 'string' ? beginning : JSON.stringify(beginning);
  return {
    group,
    demonstrations: chosen.length,
    length: beginning.length,
    tokens,
    fingerprint: createHash('sha256').update(text, 'utf8').digest('hex').slice(0, FINGERPRINT_LENGTH),
  };
}
