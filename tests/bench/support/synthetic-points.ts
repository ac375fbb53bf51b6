import { readCorpus } from '../../../services/corpus/read-corpus.ts';
import { toRecord } from '../../../services/corpus/record.ts';
import type { InstructionContent, SpaceName } from '../../../schemas/record.ts';
import { seededRandom } from '../../../services/runtime/seeded-random.ts';
import type { EmbeddedRecord, SpaceSignature } from '../../../services/store/port.ts';

const DIMENSIONS = 384;
const KINDS = 1_000;
const POINTS_A_GROUP = 16;
const CORPORA = 10;

/**
 * Shares of the squared length of a vector that all points have in common, those of its kind, those of its group, and it
 * alone. With them 3,988 synthetic vectors have the cosines that as many rows of the mixed corpus have (random pairs,
 * nearest, tenth nearest), see "Qdrant by number of records" in docs/scaling.md.
 */
const SHARES: Readonly<Record<SpaceName, readonly [number, number, number, number]>> = {
  task: [0.23, 0.4, 0.12, 0.25],
  content: [0.07, 0.36, 0.17, 0.4],
};
/** Directions differ in how much happens along them; the k-th has the variance 1 / (k + this). */
const FLATNESS = 8;

export const SYNTHETIC_SPACE: SpaceSignature = {
  spaceId: 'bench/synthetic:1',
  dimensions: { task: DIMENSIONS, content: DIMENSIONS },
};

/** The rows of a file, read once. */
export async function contentsOf(path: string): Promise<InstructionContent[]> {
  const contents: InstructionContent[] = [];
  const { rows } = await readCorpus(path);
  for await (const row of rows) if ('content' in row) contents.push(row.content);
  return contents;
}

/**
 * Any number of different records, the same at every run: the texts of real rows, again with a number once all were
 * taken, and vectors in clusters like real ones. Each tenth is of another corpus.
 */
export function syntheticPoint(contents: readonly InstructionContent[], index: number): EmbeddedRecord {
  const row = contents[index % contents.length];
  if (row === undefined) throw new Error('the file has no rows');
  const group = Math.floor(index / POINTS_A_GROUP);
  const kind = kindOf(group);
  const copy = Math.floor(index / contents.length);
  const content = copy === 0 ? row : { ...row, input: `${row.input} (${copy})` };
  const label = { name: `verb|noun-${kind}`, confidence: 0.9 };
  return {
    record: toRecord(content, `corpus-${index % CORPORA}`, label),
    vectors: {
      task: syntheticVector('task', { index, group, kind }),
      content: syntheticVector('content', { index, group, kind }),
    },
  };
}

/** Few kinds have most groups, as few tasks have most instructions (Zipf). */
function kindOf(group: number): number {
  return Math.floor(KINDS ** seededRandom(group + 1)()) - 1;
}

interface Place {
  readonly index: number;
  readonly group: number;
  readonly kind: number;
}

export function syntheticVector(space: SpaceName, { index, group, kind }: Place): Float32Array {
  const parts = [`${space} all`, `${space} kind ${kind}`, `${space} group ${group}`].map(centre);
  parts.push(direction(2 * index + (space === 'task' ? 0 : 1)));
  // Some are near the middle of their group, some at its edge.
  const distance = seededRandom(index)() * 2;
  const vector = new Float32Array(DIMENSIONS);
  parts.forEach((part, at) => {
    const weight = Math.sqrt(SHARES[space][at] ?? 0) * (at === parts.length - 1 ? distance : 1);
    for (let k = 0; k < DIMENSIONS; k++) vector[k] = (vector[k] ?? 0) + weight * (part[k] ?? 0);
  });
  return normalised(vector);
}

const MOST_CENTRES = 4 * KINDS;
const centres = new Map<string, Float32Array>();

function centre(name: string): Float32Array {
  const known = centres.get(name);
  if (known !== undefined) return known;
  const seed = [...name].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 7);
  const made = direction(seed);
  if (centres.size === MOST_CENTRES) centres.clear();
  centres.set(name, made);
  return made;
}

function direction(seed: number): Float32Array {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1));
  const raw = Float32Array.from({ length: DIMENSIONS }, (_, k) => {
    return (random() + random() + random() - 1.5) / Math.sqrt(k + FLATNESS);
  });
  return normalised(raw);
}

function normalised(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const component of vector) squares += component * component;
  const length = Math.sqrt(squares);
  return vector.map((component) => component / length);
}
