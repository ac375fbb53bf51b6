import type { EncoderFit, FitPart } from '../../schemas/encoder.ts';
import { logistic } from '../analysis/logit.ts';
import type { Encoder, TextVectors } from '../embedding/port.ts';

/** The chance that a record fits as a demonstration, and what it is made of. */
export interface Fit {
  /** From 0 to 1: that the record asks for the same kind of work, and that the query asks for anything. */
  readonly chance: number;
  /** What each part adds to the log-odds that both ask for the same kind of work, against a common pair of requests. */
  readonly parts: Readonly<Partial<Record<FitPart, number>>>;
}

type Unit = EncoderFit['asks']['output'];

/** Judges records for one query. */
export interface FitJudge {
  /** The chance that the query asks for anything; no record has a higher chance to fit. */
  readonly asks: number;
  /** @param task cosine similarity of the record and the query in the task space */
  judge(record: Pick<TextVectors, 'task'>, task: number): Fit;
}

/**
 * Judges records for a query; null when the encoder has no weights for that. The chance is a logistic regression over how
 * surely both are of one kind of work and how near they are in the task space, times what a small network over the task
 * vector of the query says of whether it asks for anything. How it is learnt, how its chances come true, and which parts were
 * tried and added nothing (words, letters, form, script, length) is told in `docs/decisions/chance-to-fit.md`.
 */
export function fitJudge(
  { fit, kinds }: Pick<Encoder, 'fit' | 'kinds'>,
  query: Pick<TextVectors, 'task'>,
): FitJudge | null {
  if (fit === null || kinds === null) return null;
  const asks = chanceToAsk(fit, query.task);
  const own = kinds.shares(query.task);
  return {
    asks,
    judge: (record, task) => {
      const found = { kind: sameKind(own, kinds.shares(record.task)), task };
      const parts: Partial<Record<FitPart, number>> = {};
      let odds = fit.bias;
      for (const { name, mean, deviation, weight } of fit.parts) {
        const added = (weight * (found[name] - mean)) / deviation;
        parts[name] = added;
        odds += added;
      }
      return { chance: asks * logistic(odds), parts };
    },
  };
}

/** Whether a query asks so surely for nothing that no record has the least chance to fit that is wanted. */
export function asksForNothing(judge: Pick<FitJudge, 'asks'> | null, minFit: number | null): boolean {
  return judge !== null && minFit !== null && judge.asks < minFit;
}

/**
 * How surely two texts are of one kind: the square root of the chance that two kinds drawn by the shares of each are the
 * same. The root, because that chance is small even where both are told well.
 */
export function sameKind(one: readonly number[], other: readonly number[]): number {
  return Math.sqrt(one.reduce((sum, share, kind) => sum + share * (other[kind] ?? 0), 0));
}

function chanceToAsk({ asks: { hidden, output } }: EncoderFit, task: Float32Array): number {
  return logistic(
    sumOf(
      output,
      hidden.map((unit) => Math.max(0, sumOf(unit, task))),
    ),
  );
}

function sumOf({ bias, weights }: Unit, values: ArrayLike<number>): number {
  return weights.reduce((sum, weight, at) => sum + weight * (values[at] ?? 0), bias);
}
