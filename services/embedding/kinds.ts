import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { EncoderKinds } from '../../schemas/encoder.ts';
import { KindredError } from '../../schemas/errors.ts';
import type { KindLabel } from '../../schemas/record.ts';
import { dotAt } from '../analysis/dot.ts';
import { toPoints, type Points } from '../analysis/points.ts';
import { at } from '../runtime/at.ts';
import type { KindsOfWork } from './port.ts';

/** How far from 1 the length of a kind's vector may be: files hold rounded numbers. */
const LENGTH_TOLERANCE = 1e-3;
/** No calibration is finer than this. */
const CONFIDENCE_DIGITS = 4;

/** The kinds of work that an encoder tells apart, each as a direction of its task space. */
export class KindDirections implements KindsOfWork {
  readonly names: readonly string[];
  readonly #points: Points;
  readonly #temperature: number;
  readonly #steps: NonNullable<EncoderKinds['calibration']>;

  constructor({ kinds, temperature, calibration = [] }: EncoderKinds) {
    this.names = kinds.map(({ name }) => name);
    this.#points = toPoints(kinds.map(({ vector }) => Float32Array.from(vector)));
    this.#temperature = temperature;
    this.#steps = calibration;
  }

  /** The kind of each vector is that of the nearest direction. */
  of(vectors: readonly Float32Array[]): KindLabel[] {
    return vectors.map((vector) => this.#nearest(vector));
  }

  #nearest(vector: Float32Array): KindLabel {
    const { dimensions, values } = this.#points;
    const similarities = this.names.map((_, kind) => dotAt(vector, 0, values, kind * dimensions, dimensions));
    const best = Math.max(...similarities);
    const weights = similarities.map((similarity) => Math.exp((similarity - best) / this.#temperature));
    const share = 1 / weights.reduce((sum, weight) => sum + weight, 0);
    return { name: at(this.names, similarities.indexOf(best)), confidence: this.#calibrated(share) };
  }

  /** The probability of the last step that begins at this share or below; the share itself when there are no steps. */
  #calibrated(share: number): number {
    const step = this.#steps.findLast(({ from }) => from <= share);
    return Number((step?.probability ?? share).toFixed(CONFIDENCE_DIGITS));
  }
}

/**
 * Reads the file of an encoder's kinds.
 * @param dimensions those of the task space
 * @throws KindredError `encoder_unavailable` when it cannot be read, has another shape, or belongs to another space
 */
export async function readKinds(path: string, dimensions: number): Promise<KindDirections> {
  const parsed = EncoderKinds.safeParse(
    await readFile(path, 'utf8').then(JSON.parse).catch(unreadable(path)),
  );
  if (!parsed.success) {
    throw new KindredError(
      'encoder_unavailable',
      `${path} does not hold kinds of work:\n${z.prettifyError(parsed.error)}`,
    );
  }
  for (const { name, vector } of parsed.data.kinds) {
    const isUnit = Math.abs(Math.hypot(...vector) - 1) <= LENGTH_TOLERANCE;
    if (vector.length === dimensions && isUnit) continue;
    throw new KindredError(
      'encoder_unavailable',
      `${path}: the vector of "${name}" must have ${dimensions} dimensions, as the task space has, and the length 1; ` +
        'make the file for this encoder.',
    );
  }
  return new KindDirections(parsed.data);
}

function unreadable(path: string): (cause: unknown) => never {
  return (cause) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KindredError('encoder_unavailable', `The encoder file ${path} cannot be read: ${reason}`, {
      cause,
    });
  };
}
