import { createHash } from 'node:crypto';
import { v5 as uuidV5 } from 'uuid';
import type { FieldCondition, RecordFilter, Scalar, ValueRange } from '../../schemas/filter.ts';
import type { RowOrigin } from '../../schemas/layout.ts';
import type { InstructionRecord, Json, TaskLabel } from '../../schemas/record.ts';
import type { TextVectors } from '../../services/embedding/port.ts';
import type { EmbeddedRecord, SpaceSignature } from '../../services/store/port.ts';

const NAMESPACE = '5ad0c3a8-6d4e-4f43-9a5e-0f5f3f6f2b11';

/** A generator of uniform numbers in [0, 1), which are the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

export function pick<T>(random: () => number, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

export function randomVector(random: () => number, dimensions: number): Float32Array {
  const raw = Float32Array.from({ length: dimensions }, () => random() + random() + random() - 1.5);
  const norm = Math.hypot(...raw);
  return raw.map((component) => component / norm);
}

/**
 * A vector with four components of 1/2 or -1/2, and the others 0. Its length is 1, and every scalar product of two of
 * them is exact in 32 bits, so that ties are exact too.
 */
export function gridVector(random: () => number, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  while (vector.filter((component) => component !== 0).length < 4) {
    vector[Math.floor(random() * dimensions)] = random() < 0.5 ? 0.5 : -0.5;
  }
  return vector;
}

export const SIGNATURE: SpaceSignature = { spaceId: 'test/space:1', dimensions: { task: 8, content: 12 } };

export function vectorsFor(
  random: () => number,
  make: (random: () => number, dimensions: number) => Float32Array = randomVector,
  { dimensions }: SpaceSignature = SIGNATURE,
): TextVectors {
  return { task: make(random, dimensions.task), content: make(random, dimensions.content) };
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

export function recordWith(name: string, fields: Partial<InstructionRecord> = {}): InstructionRecord {
  return {
    id: uuidV5(`${fields.corpus ?? 'main'}/${name}`, NAMESPACE),
    corpus: 'main',
    instruction: `Do ${name}.`,
    input: '',
    output: '',
    system: '',
    history: [],
    source: null,
    user_id: null,
    metadata: {},
    text_hash: hashOf(name),
    label: null,
    ...fields,
  };
}

const CORPORA = ['alpha', 'beta', 'gamma.2'];
export const LABELS = ['rewrite|sentence', 'write|poem', 'how|knowledge', "it's|quoted"];
export const KINDS = ['write-poem', 'edit "it" |', '翻译'];
const SOURCES = ['web', 'Büro – 事務所', 'a "b" \\ c', '%'];
const LEVELS: Scalar[] = [1, 2, '1', true, 'true'];
const FILES = ['train.jsonl', 'lang=en/part-0.parquet', '文 件.csv'];
const SPLITS = ['train', 'held out'];
/** Numbers that are near one another, far from one another, of both signs and of every length, and what is none. */
const SCORES: Json[] = [
  ...[0, 1, 2, 2.5, 16, 18, 100, 0.1, 1 / 3, 5e-324, Number.MAX_VALUE, 2 ** 53, 1e-9],
  ...[-1, -2.5, -1 / 3, -5e-324, -Number.MAX_VALUE, '2', true, null, [2], { at: 2 }],
];
const DATES: Json[] = [
  ...['1969-12-31T23:59:59.999Z', '2024-02-29', '2024-02-29T12:00:00+05:30', '2024-03-01T00:00:00.001Z'],
  ...['2024-12-31', '1024-01-01', '9999-12-31T23:59:59Z', 'soon', 20240229, null, ['2024-02-29']],
];
const TAGS = ['red', 'green', '🟦'];

/** A record whose filterable fields are drawn from few values, so that filters match some records and not others. */
export function randomRecord(random: () => number, name: string): InstructionRecord {
  return recordWith(name, {
    corpus: pick(random, CORPORA),
    label: random() < 0.2 ? null : randomLabel(random),
    ...(random() < 0.6 && { kind: { name: pick(random, KINDS), confidence: 0.25 } }),
    source: random() < 0.2 ? null : pick(random, SOURCES),
    user_id: random() < 0.5 ? null : `u${Math.floor(random() * 10)}`,
    text_hash: hashOf(`text ${Math.floor(random() * 40)}`),
    metadata: {
      ...(random() < 0.7 && { level: pick(random, LEVELS) }),
      ...(random() < 0.7 && { tags: TAGS.filter(() => random() < 0.4) }),
      ...(random() < 0.9 && { score: random() < 0.5 ? pick(random, SCORES) : (random() - 0.5) * 40 }),
      ...(random() < 0.8 && { date: pick(random, DATES) }),
      ...(random() < 0.3 && { 'dotted.key and space': { nested: 1 } }),
    },
    ...(random() < 0.8 && { origin: randomOrigin(random) }),
  });
}

function randomLabel(random: () => number): TaskLabel {
  const label = { name: pick(random, LABELS), confidence: 0.5 };
  return random() < 0.4 ? { ...label, from: 'neighbours' } : label;
}

function randomOrigin(random: () => number): RowOrigin {
  return {
    ...{ file: pick(random, FILES), line: 1, layout: 'alpaca', fields: [] },
    ...(random() < 0.7 && { split: pick(random, SPLITS) }),
  };
}

export function randomRecords(
  random: () => number,
  count: number,
  make?: typeof randomVector,
): EmbeddedRecord[] {
  return Array.from({ length: count }, (_, at) => ({
    record: randomRecord(random, `record ${at}`),
    vectors: vectorsFor(random, make),
  }));
}

export function randomFilter(random: () => number): RecordFilter {
  return {
    ...(random() < 0.6 && { must: randomConditions(random) }),
    ...(random() < 0.5 && { should: randomConditions(random) }),
    ...(random() < 0.5 && { must_not: randomConditions(random) }),
  };
}

export function randomCorpora(random: () => number): string[] | undefined {
  return random() < 0.5 ? undefined : [...CORPORA, 'unknown'].filter(() => random() < 0.5);
}

const EXISTING = [
  ...['label', 'label_from', 'kind', 'source', 'user_id', 'file', 'split', 'text_hash'],
  ...['metadata.level', 'metadata.tags', 'metadata.score', 'metadata.date', 'metadata.never'],
];

function randomComparison(random: () => number): FieldCondition {
  if (random() < 0.3) return { key: pick(random, EXISTING), exists: true };
  const isDate = random() < 0.4;
  const type = isDate ? 'string' : 'number';
  const bounds = (isDate ? DATES : SCORES).filter((one) => typeof one === type && one !== 'soon');
  const drawn = (): Json => (isDate || random() < 0.5 ? pick(random, bounds) : (random() - 0.5) * 40);
  const [low, high] = [
    over(pick(random, ['gt', 'gte']), drawn()),
    over(pick(random, ['lt', 'lte']), drawn()),
  ];
  const sides = random() < 0.5 ? [pick(random, [low, high])] : [low, high];
  const range = Object.assign({}, ...sides.map((side) => side.range)) as ValueRange;
  return { key: isDate ? 'metadata.date' : 'metadata.score', range };
}

function over(side: string, bound: Json): { key: string; range: object } {
  return { key: 'metadata.score', range: { [side]: bound } };
}

function randomConditions(random: () => number): FieldCondition[] {
  const fields: [string, readonly Scalar[]][] = [
    ['label', LABELS],
    ['label_from', ['neighbours']],
    ['kind', KINDS],
    ['source', SOURCES],
    ['user_id', ['u1', 'u2', 'u3']],
    ['file', FILES],
    ['split', SPLITS],
    ['text_hash', [hashOf('text 1'), hashOf('text 2')]],
    ['metadata.level', LEVELS],
    ['metadata.tags', TAGS],
  ];
  return Array.from({ length: 1 + Math.floor(random() * 2) }, () => {
    if (random() < 0.3) return randomComparison(random);
    const [key, values] = pick(random, fields);
    if (random() < 0.5) return { key, match: { value: pick(random, values) } };
    return { key, match: { any: [pick(random, values), pick(random, values)] } };
  });
}
