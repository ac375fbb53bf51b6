import type { ContaminationReport, Verdict } from '../../../schemas/curation/contamination.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import type { RecordStore } from '../../store/port.ts';
import { at } from '../../runtime/at.ts';
import { Numbering } from '../rows/numbering.ts';
import { loadLabelledRows } from '../rows/labelled-rows.ts';
import { excerptOf } from '../rows/excerpt.ts';
import { searchOf } from '../rows/nearest-in.ts';
import type { CurationContext, Operation } from '../operation.ts';
import type { Indexes } from './candidates.ts';
import { FieldLeakSearch, type FieldLeak } from './field-leaks.ts';
import {
  firstRowOf,
  foundInFields,
  foundInRequests,
  inOrder,
  rowsOfText,
  toLeakPair,
  worstByRow,
  type FoundText,
  type Side,
  type Sides,
} from './found.ts';
import { findLeaks, indexesOf } from './leaks.ts';
import { otherTexts } from './other-texts.ts';
import { taskPartsOf, type TaskParts } from './task-parts.ts';
import type { Leaks } from './leaks.ts';
import { distinctTexts } from './texts.ts';
import { DEFINITIONS, isLeak, VERDICTS } from './verdict.ts';

const EXAMPLES_A_VERDICT = 5;
/** In how many fields leaks are counted. */
const LISTED_FIELDS = 50;
/** By how many of its first characters a text of the benchmark is looked for in an example. */
const LONGEST_SOUGHT = 40;
/** How much of a training text an example shows before that. */
const BEFORE = 60;

function* benchLines(sides: Sides, worst: readonly (FoundText | undefined)[]) {
  for (const [row, found] of worst.entries()) {
    const { verdict, train_id, field, content, ngram_8 } =
      found === undefined
        ? { verdict: 'clean', train_id: null, field: null, content: null, ngram_8: null }
        : toLeakPair(sides, found);
    yield { id: sides.bench.rows.ids[row], verdict, train_id, field, content, ngram_8 };
  }
}

/** The marks of the training rows: not to be kept is a row in which a row of the benchmark is, or nearly is. */
function* trainMarks(sides: Sides, worst: readonly (FoundText | undefined)[]) {
  for (const [row, found] of worst.entries()) {
    const id = sides.train.rows.ids[row];
    if (found === undefined) yield { id, keep: true };
    else {
      const { verdict, bench_id, field, content, ngram_8 } = toLeakPair(sides, found);
      yield { id, keep: verdict === 'soft', verdict, bench_id, field, content, ngram_8 };
    }
  }
}

function verdictRows(
  bench: readonly (FoundText | undefined)[],
  train: readonly (FoundText | undefined)[],
): ContaminationReport['verdicts'] {
  const count = (pairs: readonly (FoundText | undefined)[], verdict: Verdict): number =>
    pairs.filter((pair) => (pair?.verdict ?? 'clean') === verdict).length;
  const entries = VERDICTS.map((verdict) => [
    verdict,
    {
      bench_rows: count(bench, verdict),
      train_rows: isLeak(verdict) ? count(train, verdict) : null,
      definition: DEFINITIONS[verdict],
    },
  ]);
  return Object.fromEntries(entries) as ContaminationReport['verdicts'];
}

async function examplesOf(
  sides: Sides,
  all: readonly FoundText[],
  store: Pick<RecordStore, 'fetch'>,
): Promise<ContaminationReport['examples']> {
  const firsts = all.filter(({ bench }, place) => all[place - 1]?.bench !== bench);
  const sorted = firsts.sort((one, other) => (other.content ?? 1) - (one.content ?? 1));
  const shown = VERDICTS.flatMap((verdict) =>
    sorted.filter((found) => found.verdict === verdict).slice(0, EXAMPLES_A_VERDICT),
  );
  const pairs = shown.map((found) => ({ found, pair: toLeakPair(sides, found) }));
  const records = await store.fetch([...new Set(pairs.map(({ pair }) => pair.train_id))]);
  const recordOf = new Map(records.map(({ record }) => [record.id, record]));
  return pairs.map(({ found, pair }) => {
    const bench_text = at(sides.bench.rows.texts, firstRowOf(sides.bench, found.bench));
    const request = at(sides.train.rows.texts, at(found.trainRows, 0));
    const record = recordOf.get(pair.train_id);
    const text = record && [...otherTexts(record)].find(({ field }) => field === pair.field)?.text;
    return {
      ...pair,
      bench_text: excerptOf(bench_text),
      train_text: excerptAround(text ?? request, bench_text),
    };
  });
}

/** The part of a training text where the text of the benchmark begins, when it can be found there. */
function excerptAround(text: string, sought: string): string {
  const place = text.indexOf(sought.slice(0, LONGEST_SOUGHT));
  return place > BEFORE ? `… ${excerptOf(text.slice(place - BEFORE))}` : excerptOf(text);
}

/** In which fields of training rows leaks are, and how many rows and texts of the benchmark these have. */
function fieldsOf(leaking: readonly FoundText[]): ContaminationReport['fields'] {
  const byField = new Map<string, { train: Set<number>; bench: Set<number> }>();
  for (const { field, trainRows, bench } of leaking) {
    const name = field.replace(/\[\d+\]/g, '[]');
    const known = byField.get(name) ?? { train: new Set(), bench: new Set() };
    for (const row of trainRows) known.train.add(row);
    known.bench.add(bench);
    byField.set(name, known);
  }
  return [...byField]
    .map(([field, { train, bench }]) => ({ field, train_rows: train.size, bench_texts: bench.size }))
    .sort((a, b) => b.bench_texts - a.bench_texts || (a.field < b.field ? -1 : 1))
    .slice(0, LISTED_FIELDS);
}

function definitionsOf({ byDefinition }: Leaks): ContaminationReport['by_definition'] {
  const { any13Gram, most8Grams, without8Grams } = byDefinition;
  return { any_13_gram: any13Gram, most_8_grams: most8Grams, without_8_grams: without8Grams };
}

interface LoadedSides {
  readonly sides: Sides;
  readonly indexes: Indexes;
  readonly inFields: readonly FieldLeak[];
}

/** Reads both corpora. The other texts of the training rows are looked through on the way, so that they need not be kept. */
async function loadSides(
  { train, bench }: Pick<ContaminationReport, 'train' | 'bench'>,
  context: CurationContext,
): Promise<LoadedSides> {
  const numbering = new Numbering();
  const load = async (
    corpus: string,
    onRecord?: (record: InstructionRecord, row: number) => void,
  ): Promise<Side> => {
    const parts: TaskParts[] = [];
    const rows = await loadLabelledRows(corpus, ['task', 'content'], context, {
      onRecord: (record, row) => {
        parts.push(taskPartsOf(record, numbering));
        onRecord?.(record, row);
      },
    });
    return { rows, texts: distinctTexts({ ...rows, ...rows.points, parts }) };
  };
  const benchSide = await load(bench);
  const indexes = indexesOf(benchSide.texts);
  const search = new FieldLeakSearch(benchSide.texts, indexes);
  const trainSide = await load(train, (record, row) => search.add(record, row));
  return { sides: { train: trainSide, bench: benchSide }, indexes, inFields: search.leaks() };
}

/**
 * Finds the rows of a benchmark that are in the training data, and marks the training rows that are, or nearly are, such
 * a row.
 * @throws KindredError `not_found` when a corpus has no records any more, `cancelled` when the job was cancelled
 */
export const findContamination: Operation<'contamination'> = async (_, operation, context) => {
  const { threshold, same_task_from } = operation;
  const { signal, report, files } = context;
  const { sides, indexes, inFields } = await loadSides(operation, context);
  const leaks = await findLeaks(
    sides.train.texts,
    sides.bench.texts,
    { inTask: searchOf(context, 'nearest in task'), inContent: searchOf(context, 'nearest in content') },
    { sameTaskFrom: same_task_from, threshold: threshold === 'auto' ? null : threshold, signal, report },
    indexes,
  );
  const all = inOrder([...foundInRequests(sides, leaks.pairs), ...foundInFields(inFields)]);
  const benchPairs = worstByRow(sides.bench.rows.ids.length, all, (found) =>
    rowsOfText(sides.bench, found.bench),
  );
  const leaking = all.filter(({ verdict }) => isLeak(verdict));
  const trainPairs = worstByRow(sides.train.rows.ids.length, leaking, ({ trainRows }) => trainRows);
  await files.writeLines(
    'pairs.jsonl',
    all.map((found) => toLeakPair(sides, found)),
  );
  await files.writeLines('bench.jsonl', benchLines(sides, benchPairs));
  await files.writeLines('marks.jsonl', trainMarks(sides, trainPairs));
  const rows = { train: trainPairs.length, bench: benchPairs.length };
  return {
    rows: rows.train + rows.bench,
    report: {
      kind: 'contamination',
      train: operation.train,
      bench: operation.bench,
      rows,
      verdicts: verdictRows(benchPairs, trainPairs),
      base_rate: leaks.base,
      threshold,
      by_definition: definitionsOf(leaks),
      fields: fieldsOf(leaking),
      examples: await examplesOf(sides, all, context.encoding.store),
    },
  };
};
