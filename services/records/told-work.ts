import { setImmediate as nextTurn } from 'node:timers/promises';
import type { InstructionRecord, TaskLabel } from '../../schemas/record.ts';
import { needsLabel, withKind, withToldLabel } from '../corpus/record.ts';
import type { Encoder } from '../embedding/port.ts';
import type { EmbeddedRecord } from '../store/port.ts';
import { slicesOf } from '../store/slices.ts';

/** So many records are told between two turns of the event loop: with 600 directions that takes a few milliseconds. */
const SLICE_RECORDS = 16;
/** A label that is less likely right than wrong spoils groups and lists, where a missing one is counted as missing. */
const LEAST_CHANCE = 0.5;

type Teller = Pick<Encoder, 'kinds' | 'labels'>;

/**
 * Gives every record the kind of work that this encoder tells, and a label to those that have none of their own. What another
 * encoder told does not stay: records that move to the next encoder come with the kinds and labels of the one before.
 */
export async function withTold(
  embedded: readonly EmbeddedRecord[],
  teller: Teller,
): Promise<EmbeddedRecord[]> {
  const told: EmbeddedRecord[] = [];
  for (const slice of slicesOf(embedded, SLICE_RECORDS)) {
    told.push(...slice.map((one) => ({ ...one, record: toldOf(one, teller) })));
    await nextTurn();
  }
  return told;
}

function toldOf({ record, vectors: { task } }: EmbeddedRecord, { kinds, labels }: Teller): InstructionRecord {
  const kind = kinds?.nearest(task) ?? null;
  const label = labels !== null && needsLabel(record) ? labelAt(task, labels) : null;
  return withToldLabel(withKind(record, kind), label);
}

function labelAt(task: Float32Array, labels: NonNullable<Teller['labels']>): TaskLabel | null {
  const nearest = labels.nearest(task);
  return nearest.confidence < LEAST_CHANCE ? null : { ...nearest, from: 'neighbours' };
}
