import type { RecordFilter } from '../../../schemas/filter.ts';
import type { InstructionRecord, Metadata } from '../../../schemas/record.ts';
import type { RecordStore } from '../../store/port.ts';
import { pagesOf } from '../../store/walk-records.ts';
import type { ReportProgress } from '../operation.ts';
import { marksAbout, type Marks } from './marks.ts';

export interface ExportSource {
  readonly store: Pick<RecordStore, 'scroll' | 'fetch' | 'count' | 'existing'>;
  readonly corpora: readonly string[];
  /** Which records are meant; all of the corpora when left out. */
  readonly where?: RecordFilter;
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/** What is decided by the marks on records. */
export interface MarkChoice {
  readonly marks: readonly Marks[];
  /** Whether to leave out the records that some marks say not to keep. */
  readonly apply: boolean;
  /** Whether they are written beside the rows. */
  readonly written: boolean;
}

/** How many records were left out or are in the file for another reason than that the marks keep them. */
export interface MarkTally {
  /** Left out, as marks say. */
  dropped: number;
  /** Left out, because a job took others before they came. */
  notTaken: number;
  /** In the file, and not known to some of the marks. */
  unmarked: number;
  /** In the file although marks drop them, because the record that stood for them is gone. */
  standInGone: number;
}

export function newTally(): MarkTally {
  return { dropped: 0, notTaken: 0, unmarked: 0, standInGone: 0 };
}

export interface MarkedRecord {
  readonly record: InstructionRecord;
  /** What is written beside its row. */
  readonly marks: ReadonlyMap<string, Metadata>;
}

const NO_MARKS: MarkedRecord['marks'] = new Map();

/**
 * Walks over the records that the marks do not leave out, and counts the others.
 * @throws KindredError `store_unavailable` when the store fails
 */
export async function* markedRecords(
  { store, corpora, where, signal, report }: ExportSource,
  { marks, apply, written }: MarkChoice,
  tally: MarkTally,
): AsyncGenerator<MarkedRecord> {
  const selection = { corpora, ...(where && { where }) };
  const total = await store.count(selection);
  let seen = 0;
  for await (const page of pagesOf(store, signal, selection)) {
    const judged = page.map(({ record }) => ({ record, said: marksOn(record.id, marks) }));
    const stored = apply ? await storedStandIns(judged, marks, store) : new Set<string>();
    for (const { record, said } of judged) {
      const fate = apply ? fateOf(said, marks, stored) : 'stays';
      if (fate === 'dropped') tally.dropped += 1;
      if (fate === 'not taken') tally.notTaken += 1;
      if (fate === 'dropped' || fate === 'not taken') continue;
      if (fate === 'stand-in gone') tally.standInGone += 1;
      if (said.size < marks.length) tally.unmarked += 1;
      yield { record, marks: written ? said : NO_MARKS };
    }
    seen += page.length;
    report('ordering', seen, total);
  }
}

/** What some marks say of a record, by their names. */
type SaidOfRecord = ReadonlyMap<string, Metadata>;

export function marksOn(id: string, marks: readonly Marks[]): SaidOfRecord {
  const said = marks.map((one) => [one.name, marksAbout(one, id)] as const);
  return new Map(said.flatMap(([name, of]) => (of === null ? [] : [[name, of]])));
}

/** Which of the records that stand for those of a page are stored still. */
async function storedStandIns(
  judged: readonly { readonly said: SaidOfRecord }[],
  marks: readonly Marks[],
  store: Pick<RecordStore, 'existing'>,
): Promise<ReadonlySet<string>> {
  const ids = judged.flatMap(({ said }) => marks.flatMap((one) => standInOf(said.get(one.name), one) ?? []));
  return ids.length === 0 ? new Set() : store.existing([...new Set(ids)]);
}

/**
 * The record of the same corpus that stands for a dropped one; null where none does. A record of another corpus is none: its
 * request is not in the file in any case.
 */
function standInOf(said: Metadata | undefined, { byId }: Marks): string | null {
  if (said?.['keep'] !== false) return null;
  const { duplicate_of: standIn } = said;
  return typeof standIn === 'string' && byId.has(standIn) ? standIn : null;
}

/** What becomes of a record. Of several jobs the one holds that comes first here. */
const FATES = ['dropped', 'not taken', 'stand-in gone', 'stays'] as const;
type Fate = (typeof FATES)[number];

/**
 * Whether a record stays. One for which another stood must, once that is gone: else nothing is left of its request. One that a
 * selection never saw was not taken.
 */
function fateOf(said: SaidOfRecord, marks: readonly Marks[], stored: ReadonlySet<string>): Fate {
  const fates = marks.map((one): Fate => {
    const mark = said.get(one.name);
    if (mark === undefined && one.takes) return 'not taken';
    if (mark?.['keep'] !== false) return 'stays';
    const standIn = standInOf(mark, one);
    return standIn === null || stored.has(standIn) ? 'dropped' : 'stand-in gone';
  });
  return FATES.find((fate) => fates.includes(fate)) ?? 'stays';
}
