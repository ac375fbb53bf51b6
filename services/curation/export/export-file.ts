import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { KindredError } from '../../../schemas/errors.ts';
import {
  exportFileName,
  fileFormatOf,
  trainerLayoutOf,
  type ExportOperation,
  type ExportReport,
} from '../../../schemas/curation/export.ts';
import type { OperationKind } from '../../../schemas/curation/operations.ts';
import { LayoutName } from '../../../schemas/layout.ts';
import { layoutNamed } from '../../corpus/layouts.ts';
import { settledMarks } from '../deduplicate/settled-marks.ts';
import { loadRows } from '../rows/load-rows.ts';
import { neighbourGraphOf, recallOfGraph } from '../rows/neighbour-graph.ts';
import type { CurationContext, Operation } from '../operation.ts';
import { pauseFor } from '../../runtime/event-loop-yield.ts';
import type { Results } from '../results.ts';
import { atlasColumns, atlasSample, drawMap, type AtlasMap } from './atlas-columns.ts';
import { planExport, writeExport, type ExportOptions } from './export-corpus.ts';
import { FormulaGuard } from './formula-guard.ts';
import type { ExportSource } from './marked-records.ts';
import { readMarks, type Marks } from './marks.ts';
import { stayingRows } from './staying-rows.ts';
import { writeForTrainers, type ExportOutcome } from './trainers/write-for-trainers.ts';

/** The parts of a report that say what it is about; reports of earlier versions lack the corpus of their marks. */
const MarkedReport = z.object({ kind: z.string(), marks_corpus: z.string().nullable() });

/**
 * Writes a corpus into a file in the order in which its rows came in: files by name, rows by line.
 * @throws KindredError `not_found` when a job with marks or its files are not there, `invalid_request` when marks are on
 *   another corpus, `cancelled` when the job was cancelled
 */
export const exportFile: Operation<'export'> = async (corpora, operation, context) => {
  const { signal, report, files, encoding } = context;
  const { filter, format, gzip, apply } = operation;
  const source = { store: encoding.store, corpora, signal, report, ...(filter && { where: filter }) };
  const marks = await marksOfJobs(operation.marks, corpora, context);
  const formulas = operation.escape_formulas ? new FormulaGuard() : null;
  const written = !operation.without_marks;
  const basis = { format: fileFormatOf(format), gzip, marks, apply, written, formulas };
  const file = exportFileName(format, gzip);
  const layout = trainerLayoutOf(operation.layout);
  const outcome =
    layout === null
      ? await writeAsItCame(source, basis, operation, { ...context, path: files.pathOf(file) })
      : await writeForTrainers(source, basis, { ...operation, layout }, { files, path: files.pathOf(file) });
  return {
    rows: outcome.records + outcome.findings.dropped + (outcome.findings.not_taken ?? 0),
    report: {
      ...{ kind: 'export', corpora: [...corpora], file, ...outcome.findings },
      escaped_cells: formulas?.changed ?? 0,
      decisions: decisionsIn(marks),
    },
  };
};

type Basis = Omit<ExportOptions, 'layout' | 'fallback'>;

async function writeAsItCame(
  source: ExportSource,
  basis: Basis,
  operation: ExportOperation,
  context: CurationContext & { readonly path: string },
): Promise<ExportOutcome> {
  const { layout: name, columns } = operation;
  const layout = name === null ? null : layoutNamed(LayoutName.parse(name), columns);
  const options = { ...basis, layout, fallback: layoutNamed('alpaca', null) };
  const isAtlas = operation.format === 'atlas';
  const planned = await planExport(source, options, isAtlas ? atlasSample : undefined);
  const map = isAtlas ? await mapOf(source, planned.ids, operation, context) : null;
  const plan = map === null ? planned : { ...planned, ids: planned.ids.filter((id) => map.rowOf.has(id)) };
  const placeOf = new Map(plan.ids.map((id, place) => [id, place]));
  const { bytes, replaced } = await writeExport(source, options, plan, {
    path: context.path,
    ...(map !== null && { added: (record) => atlasColumns(record, map, placeOf) }),
  });
  const { dropped, notTaken, unmarked, standInGone, withoutOrigin, unwritten } = planned;
  const rows = plan.ids.length;
  const without_origin = name === null ? withoutOrigin : 0;
  return {
    records: rows,
    findings: {
      ...{ rows, bytes, replaced, dropped, unmarked, without_origin, trainers: null },
      ...{ stand_in_gone: standInGone, not_taken: notTaken },
      unwritten: {
        records: unwritten.records,
        parts: [...unwritten.parts].map(([part, records]) => ({ part, records })),
      },
      ...(map !== null && recallOfGraph(map.graph)),
    },
  };
}

/** The map of the records with these ids, of those that are still stored. */
async function mapOf(
  { corpora }: ExportSource,
  wanted: readonly string[],
  { space }: ExportOperation,
  context: CurationContext,
): Promise<AtlasMap> {
  const { signal, report, encoding } = context;
  const { ids, points } = await loadRows(encoding.store, corpora, { spaces: [space], signal, report });
  const all = { ids, points: points[space] };
  const graph = await neighbourGraphOf({ corpora, space, ...all }, context);
  const staying = await stayingRows({ ...all, graph }, new Set(wanted));
  return drawMap(staying, report, pauseFor(signal));
}

/** Operations whose marks say which rows were taken: all others are not. */
const TAKING: ReadonlySet<string> = new Set<OperationKind>(['select', 'compress', 'gaps']);

/** The marks of each job under the name of its operation; the second and later ones of an operation get a number. */
async function marksOfJobs(
  jobs: readonly string[],
  corpora: readonly string[],
  { results, signal }: Pick<CurationContext, 'results' | 'signal'>,
): Promise<Marks[]> {
  const all: Marks[] = [];
  for (const job of jobs) {
    const kind = await kindOf(job, corpora, results);
    const before = all.filter(({ name }) => name.replace(/_\d+$/, '') === kind).length;
    const { path } = await results.find(job, 'marks.jsonl');
    const settled = kind === 'deduplicate' ? await settledMarks(job, results, signal) : null;
    const name = before === 0 ? kind : `${kind}_${before + 1}`;
    all.push(await readMarks(path, { name, takes: TAKING.has(kind), settled }));
  }
  return all;
}

/** How many decisions of people the marks hold; null where there are none. */
function decisionsIn(marks: readonly Marks[]): ExportReport['decisions'] {
  const all = marks.flatMap(({ settled }) => (settled === null ? [] : [settled.counts]));
  if (all.length === 0) return null;
  const sum = (field: 'same' | 'different' | 'swap' | 'by_threshold'): number =>
    all.reduce((total, counts) => total + counts[field], 0);
  return {
    same: sum('same'),
    different: sum('different'),
    swap: sum('swap'),
    by_threshold: sum('by_threshold'),
  };
}

/**
 * The kind of a job's operation.
 * @throws KindredError `invalid_request` when its marks are not on the corpus that is exported, `not_found` when the job
 *   left no report
 */
async function kindOf(job: string, corpora: readonly string[], results: Results): Promise<string> {
  const { path } = await results.find(job, 'report.json');
  const report = MarkedReport.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (report.data !== undefined && corpora.some((corpus) => corpus === report.data.marks_corpus)) {
    return report.data.kind;
  }
  throw new KindredError(
    'invalid_request',
    report.success
      ? `The marks of job '${job}' are on '${report.data.marks_corpus}', not on ${corpora.join(', ')}: leave them out.`
      : `Job '${job}' does not say on which corpus its marks are: run it again.`,
    { field: 'marks' },
  );
}
