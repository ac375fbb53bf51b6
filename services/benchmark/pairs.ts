import { randomIndex, shuffled } from '../runtime/seeded-random.ts';
import type { Category } from './categories.ts';

/** A pair in the form of `intention_similarity_test.json`. */
export interface IntentionPair {
  readonly instruction1: string;
  readonly intention1: string;
  readonly instruction2: string;
  readonly intention2: string;
  /** 1 when both instructions have the same task, else 0. */
  readonly label: 0 | 1;
}

export interface DrawnPairs {
  readonly pairs: readonly IntentionPair[];
  /** Number of pairs with the same task. */
  readonly positive: number;
  /** Number of pairs with different tasks. */
  readonly negative: number;
  /** Number of these whose tasks share the verb or the noun. */
  readonly hard: number;
}

/** A category with its different instructions. */
interface Intention {
  readonly name: string;
  readonly verb: string;
  readonly noun: string;
  readonly instructions: readonly string[];
}

/** Share of the pairs that have the same task. */
const POSITIVE_SHARE = 0.6;
/** Share of the other pairs whose tasks share the verb or the noun. */
const HARD_SHARE = 0.5;
/** After this many draws for each wanted pair it is given up to find new ones: a draw may give a pair that is there already. */
const DRAWS_A_PAIR = 20;

/** Draws a pair; null when there is none, or both instructions are the same. */
type Draw = () => IntentionPair | null;

function intentionsOf(categories: readonly Category[]): Intention[] {
  return categories.map(({ name, samples }) => {
    const [verb = '', noun = ''] = name.split('|');
    return { name, verb, noun, instructions: [...new Set(samples.map(({ instruction }) => instruction))] };
  });
}

function pick<T>(items: readonly T[], random: () => number): T | null {
  return items[randomIndex(random, items.length)] ?? null;
}

function pairOf(a: Intention, b: Intention, random: () => number): IntentionPair | null {
  const instruction1 = pick(a.instructions, random);
  const instruction2 = pick(b.instructions, random);
  if (instruction1 === null || instruction2 === null || instruction1 === instruction2) return null;
  const label = a.name === b.name ? 1 : 0;
  return { instruction1, intention1: a.name, instruction2, intention2: b.name, label };
}

const areClose = (a: Intention, b: Intention): boolean => a.verb === b.verb || a.noun === b.noun;

function drawPositive(intentions: readonly Intention[], random: () => number): Draw {
  const several = intentions.filter(({ instructions }) => instructions.length > 1);
  return () => {
    const intention = pick(several, random);
    return intention === null ? null : pairOf(intention, intention, random);
  };
}

/** Draws pairs of two tasks: when `close` those that share the verb or the noun, else those that share neither. */
function drawNegative(intentions: readonly Intention[], close: boolean, random: () => number): Draw {
  const partners = new Map(
    intentions.map((a) => [a, intentions.filter((b) => a !== b && areClose(a, b) === close)]),
  );
  const withPartner = intentions.filter((intention) => (partners.get(intention) ?? []).length > 0);
  return () => {
    const a = pick(withPartner, random);
    const b = a === null ? null : pick(partners.get(a) ?? [], random);
    return a === null || b === null ? null : pairOf(a, b, random);
  };
}

/** Up to `count` pairs that are not in `drawn`, in which they are noted. A pair in the other order is the same pair. */
function drawNew(count: number, draw: Draw, drawn: Set<string>): IntentionPair[] {
  const pairs: IntentionPair[] = [];
  for (let attempt = 0; attempt < count * DRAWS_A_PAIR && pairs.length < count; attempt++) {
    const pair = draw();
    if (pair === null) continue;
    const key = JSON.stringify([pair.instruction1, pair.instruction2].sort());
    if (drawn.has(key)) continue;
    drawn.add(key);
    pairs.push(pair);
  }
  return pairs;
}

/**
 * Draws pairs for intention similarity. 60 % of them are of the same category. Of the others half share the verb or the
 * noun, as far as there are such pairs. When there are fewer than `count`, the proportion is the same.
 */
export function drawPairs(categories: readonly Category[], count: number, random: () => number): DrawnPairs {
  const intentions = intentionsOf(categories);
  const drawn = new Set<string>();
  const positives = drawNew(Math.round(count * POSITIVE_SHARE), drawPositive(intentions, random), drawn);
  const negatives = Math.round((positives.length * (1 - POSITIVE_SHARE)) / POSITIVE_SHARE);
  const hardCount = Math.round(negatives * HARD_SHARE);
  const hard = drawNew(hardCount, drawNegative(intentions, true, random), drawn);
  const easy = drawNew(negatives - hard.length, drawNegative(intentions, false, random), drawn);
  const negative = hard.length + easy.length;
  const positive = Math.min(positives.length, Math.round((negative * POSITIVE_SHARE) / (1 - POSITIVE_SHARE)));
  const pairs = shuffled([...positives.slice(0, positive), ...hard, ...easy], random);
  return { pairs, positive, negative, hard: hard.length };
}
