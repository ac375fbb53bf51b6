import type { Points } from '../../../services/analysis/points.ts';
import { vectorOf } from '../../../services/analysis/points.ts';
import { randomIndex, seededRandom, shuffled } from '../../../services/runtime/seeded-random.ts';

/** A text as numbers that are not zero: `values[i]` at the place `places[i]`, of Euclidean length 1. */
interface Features {
  readonly places: Int32Array;
  readonly values: Float32Array;
}

interface LabelledFeatures {
  readonly features: readonly Features[];
  readonly labels: Int32Array;
  readonly classes: number;
  readonly width: number;
}

/** Tells the class of a text. */
type Classifier = (text: Features) => number;

type Learner = (data: LabelledFeatures, training: readonly number[], seed: number) => Classifier;

/** Places of hashed words and letters. */
const WIDTH = 1 << 13;
/** Rows of each class to learn from. */
const TRAINING_SIZES = [2, 5, 10, 30];

function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619);
  return (hash >>> 0) % WIDTH;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];

const TERMS: Readonly<Record<string, (text: string) => string[]>> = {
  words: wordsOf,
  'pairs of words': (text) => {
    const words = wordsOf(text);
    return [...words, ...words.slice(1).map((word, i) => `${words[i] ?? ''} ${word}`)];
  },
  letters: (text) => {
    const spaced = ` ${wordsOf(text).join(' ')} `;
    return [3, 4].flatMap((size) =>
      Array.from({ length: Math.max(0, spaced.length - size + 1) }, (_, i) => spaced.slice(i, i + size)),
    );
  },
};

function hashed(texts: readonly string[], termsOf: (text: string) => string[]): Features[] {
  const counts = texts.map((text) => {
    const count = new Map<number, number>();
    for (const term of termsOf(text)) {
      const place = hashOf(term);
      count.set(place, (count.get(place) ?? 0) + 1);
    }
    return count;
  });
  const documents = new Map<number, number>();
  for (const count of counts)
    for (const place of count.keys()) documents.set(place, (documents.get(place) ?? 0) + 1);
  return counts.map((count) => {
    const weights = [...count].map(
      ([place, n]) => n * Math.log(texts.length / (documents.get(place) ?? 1)) + 1e-6,
    );
    const norm = Math.hypot(...weights) || 1;
    return {
      places: Int32Array.from(count.keys()),
      values: Float32Array.from(weights, (weight) => weight / norm),
    };
  });
}

function dense(points: Points): Features[] {
  const places = Int32Array.from(Array(points.dimensions).keys());
  return Array.from({ length: points.rows }, (_, row) => ({ places, values: vectorOf(points, row) }));
}

/** A number for each class and place: `values[place * classes + class]`. */
interface ClassWeights {
  readonly classes: number;
  readonly values: Float32Array;
}

function weightsFor({ classes, width }: LabelledFeatures, value = 0): ClassWeights {
  return { classes, values: new Float32Array(classes * width).fill(value) };
}

/** The scalar products of a text with the numbers of every class. */
function scoresOf({ classes, values: weights }: ClassWeights, { places, values }: Features): Float64Array {
  const scores = new Float64Array(classes);
  for (let i = 0; i < places.length; i++) {
    const value = values[i]!;
    const from = places[i]! * classes;
    for (let of = 0; of < classes; of++) scores[of]! += weights[from + of]! * value;
  }
  return scores;
}

function addTo({ classes, values: weights }: ClassWeights, of: number, { places, values }: Features): void {
  for (let i = 0; i < places.length; i++) weights[places[i]! * classes + of]! += values[i]!;
}

/** The place of the greatest number. */
function greatest(numbers: Float64Array): number {
  return numbers.reduce((best, value, place) => (value > numbers[best]! ? place : best), 0);
}

/** The sums over all places for each class. */
function sumsOf({ classes, values }: ClassWeights, term: (value: number) => number): Float64Array {
  const sums = new Float64Array(classes);
  values.forEach((value, i) => (sums[i % classes]! += term(value)));
  return sums;
}

/** The class whose mean is nearest by the cosine. */
const nearestMean: Learner = (data, training) => {
  const means = weightsFor(data);
  for (const row of training) addTo(means, data.labels[row]!, data.features[row]!);
  const norms = sumsOf(means, (value) => value * value).map((square) => Math.sqrt(square) || 1);
  return (text) => greatest(scoresOf(means, text).map((score, of) => score / norms[of]!));
};

/** What most of the `k` nearest texts are. */
function nearest(k: number): Learner {
  return ({ features, labels, classes, width }, training) => {
    const spread = new Float32Array(width);
    return (text) => {
      text.places.forEach((place, i) => (spread[place] = text.values[i]!));
      const near = training
        .map((row) => {
          const { places, values } = features[row]!;
          let score = 0;
          for (let i = 0; i < places.length; i++) score += spread[places[i]!]! * values[i]!;
          return { row, score };
        })
        .sort((a, b) => b.score - a.score)
        .slice(0, k);
      for (const place of text.places) spread[place] = 0;
      const votes = new Float64Array(classes);
      for (const { row, score } of near) votes[labels[row]!]! += score + 1e-9;
      return greatest(votes);
    };
  };
}

/** Multinomial naive Bayes on weighted terms. */
function naiveBayes(smoothing: number): Learner {
  return (data, training) => {
    const counts = weightsFor(data, smoothing);
    for (const row of training) addTo(counts, data.labels[row]!, data.features[row]!);
    const sums = sumsOf(counts, (value) => value);
    const logs = {
      ...counts,
      values: counts.values.map((value, i) => Math.log(value / sums[i % data.classes]!)),
    };
    return (text) => greatest(scoresOf(logs, text));
  };
}

/** Multinomial logistic regression by stochastic gradients: the fewer passes and the shorter steps, the weaker it fits. */
function logistic(passes: number, step: number): Learner {
  return (data, training, seed) => {
    const weights = weightsFor(data);
    const { classes, values } = weights;
    const random = seededRandom(seed);
    for (let pass = 0; pass < passes; pass++) {
      for (const row of shuffled(training, random)) {
        const text = data.features[row]!;
        const scores = scoresOf(weights, text);
        const most = scores[greatest(scores)]!;
        const shares = scores.map((score) => Math.exp(score - most));
        const sum = shares.reduce((total, share) => total + share, 0);
        const gaps = shares.map((share, of) => step * (Number(of === data.labels[row]) - share / sum));
        text.places.forEach((place, i) => {
          const value = text.values[i]!;
          for (let of = 0; of < classes; of++) values[place * classes + of]! += gaps[of]! * value;
        });
      }
    }
    return (text) => greatest(scoresOf(weights, text));
  };
}

const LEARNERS: Readonly<Record<string, Learner>> = {
  'nearest mean': nearestMean,
  'nearest text': nearest(1),
  'nearest five': nearest(5),
  'logistic, two passes': logistic(2, 2),
  'logistic, eight passes': logistic(8, 4),
};
const LEARNERS_OF_TERMS: Readonly<Record<string, Learner>> = {
  'naive Bayes, 0.01': naiveBayes(0.01),
  'naive Bayes, 1': naiveBayes(1),
};

/** Whether a classifier is right about each item. */
export interface ClassifierOutcome {
  readonly name: string;
  /** 1 or 0 for each item. */
  readonly scores: Float64Array;
}

export interface ClassifierData {
  readonly texts: readonly string[];
  readonly labels: readonly string[];
  /** Vectors of all texts by name, used beside words and letters. */
  readonly spaces: Readonly<Record<string, Points>>;
}

/** Rows that are asked about, and the others, by class, in random order. */
function split(labels: Int32Array, classes: number, items: number, random: () => number) {
  const order = shuffled(Array(labels.length).keys(), random);
  const byClass: number[][] = Array.from({ length: classes }, () => []);
  for (const row of order.slice(items)) byClass[labels[row]!]!.push(row);
  return { asked: order.slice(0, items), byClass };
}

/**
 * Trains every small classifier on rows that are no items, and asks it for every item.
 * @param items how many random rows are items; the others are to learn from
 */
export function* classifierOutcomes(
  { texts, labels: names, spaces }: ClassifierData,
  items: number,
  seed: number,
): Generator<ClassifierOutcome> {
  const known = [...new Set(names)];
  const labels = Int32Array.from(names, (name) => known.indexOf(name));
  const random = seededRandom(seed);
  const { asked, byClass } = split(labels, known.length, items, random);
  const kinds = [
    ...Object.entries(TERMS).map(([name, termsOf]) => ({
      name,
      width: WIDTH,
      features: hashed(texts, termsOf),
      learners: { ...LEARNERS, ...LEARNERS_OF_TERMS },
    })),
    ...Object.entries(spaces).map(([name, points]) => ({
      name,
      width: points.dimensions,
      features: dense(points),
      learners: LEARNERS,
    })),
  ];
  for (const { name, width, features, learners } of kinds) {
    for (const size of TRAINING_SIZES) {
      for (const [learner, learn] of Object.entries(learners)) {
        const training = byClass.flatMap((rows) => {
          const from = randomIndex(random, Math.max(1, rows.length - size));
          return rows.slice(from, from + size);
        });
        const tell = learn({ features, labels, classes: known.length, width }, training, seed);
        const scores = Float64Array.from(asked, (row) => Number(tell(features[row]!) === labels[row]));
        yield { name: `${name}, ${learner}, ${size} a class`, scores };
      }
    }
  }
}
