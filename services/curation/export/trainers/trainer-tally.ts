import type { MisfitReason, TrainerFindings } from '../../../../schemas/curation/trainer-layout.ts';
import type { InstructionRecord } from '../../../../schemas/record.ts';
import type { Row } from '../../../corpus/row.ts';
import { comparePlaces, placeOfRecord, type Place } from '../export-plan.ts';
import type { MarkTally } from '../marked-records.ts';
import type { Misfit } from './misfit.ts';
import type { Draft } from './trainer-file.ts';

/** How many fields and sources a report lists. */
const LISTED = 100;
/** How many names are counted, so that a file of made-up names fills no memory. */
const COUNTED = 10_000;

/** A line of `not-expressible.jsonl`. */
export interface MisfitLine {
  readonly id: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly row_in_line?: number;
  readonly part?: number;
  readonly reason: MisfitReason;
  readonly message: string;
  /** Whether the record was written in part. */
  readonly written: boolean;
}

/** Counts what was written of the records, and what was not. */
export class TrainerTally implements MarkTally {
  dropped = 0;
  notTaken = 0;
  unmarked = 0;
  standInGone = 0;
  rows = 0;
  chosenOnly = 0;
  pairs = 0;
  private readonly misfits: { readonly line: MisfitLine; readonly place: Place }[] = [];
  private readonly fields = new Map<string, number>();
  private readonly bySource = new Map<string | null, number>();

  addWritten(draft: Draft, rows: readonly Row[], withMetadata: boolean): void {
    const { record, example, lost, chosenOnly } = draft;
    this.rows += rows.length;
    if (example.rejected !== null) this.pairs += 1;
    if (chosenOnly) this.chosenOnly += 1;
    if (lost !== null) this.addMisfit(record, lost, true);
    count(this.bySource, record.source, rows.length);
    const named = new Set(Object.keys(rows[0] ?? {}));
    const { user_id, source, metadata } = record;
    const others = withMetadata
      ? []
      : [
          ...(user_id === null ? [] : ['id']),
          ...(source === null ? [] : ['source']),
          ...Object.keys(metadata),
        ];
    for (const name of new Set([...others, ...example.unread])) {
      if (!named.has(name) && !example.used.has(name)) count(this.fields, name, 1);
    }
  }

  addMisfit(record: InstructionRecord, { reason, message }: Misfit, written: boolean): void {
    const { id, origin } = record;
    const place = { file: origin?.file ?? null, line: origin?.line ?? null };
    const { row_in_line, part } = origin ?? {};
    const within = { ...(row_in_line !== undefined && { row_in_line }), ...(part !== undefined && { part }) };
    this.misfits.push({
      line: { id, ...place, ...within, reason, message, written },
      place: placeOfRecord(record),
    });
  }

  /** The records that the layout cannot hold whole, in the order in which they came in. */
  lines(): readonly MisfitLine[] {
    return this.misfits.toSorted((a, b) => comparePlaces(a.place, b.place)).map(({ line }) => line);
  }

  findings(): Omit<TrainerFindings, 'llama_factory' | 'axolotl' | 'advice'> {
    const reasons = new Map<MisfitReason, { records: number; example: string }>();
    for (const { line } of this.misfits) {
      const known = reasons.get(line.reason) ?? { records: 0, example: line.message };
      reasons.set(line.reason, { ...known, records: known.records + 1 });
    }
    return {
      not_expressible: this.misfits.length,
      reasons: [...reasons]
        .map(([reason, said]) => ({ reason, ...said }))
        .sort((a, b) => b.records - a.records),
      written_in_part: this.misfits.filter(({ line }) => line.written).length,
      chosen_only: this.chosenOnly,
      omitted_fields: most(this.fields).map(([field, records]) => ({ field, records })),
      sources: most(this.bySource).map(([source, rows]) => ({ source, rows })),
    };
  }
}

function count<K>(counts: Map<K, number>, key: K, by: number): void {
  if (counts.has(key) || counts.size < COUNTED) counts.set(key, (counts.get(key) ?? 0) + by);
}

function most<K>(counts: ReadonlyMap<K, number>): [K, number][] {
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, LISTED);
}
