import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { KindredError } from '../../../schemas/errors.ts';
import { exportFileName, fileFormatOf, type ExportOperation } from '../../../schemas/curation/export.ts';
import { layoutNamed } from '../../corpus/layouts.ts';
import { loadRows } from '../rows/load-rows.ts';
import { neighbourGraphOf } from '../rows/neighbour-graph.ts';
import type { CurationContext, Operation } from '../operation.ts';
import { pauseFor } from '../../runtime/event-loop-yield.ts';
import type { Results } from '../results.ts';
import { atlasColumns, atlasSample, drawMap, type AtlasMap } from './atlas-columns.ts';
import { planExport, writeExport, type ExportOptions, type ExportSource } from './export-corpus.ts';
import { readMarks, type Marks } from './marks.ts';

/** The parts of a report that say what it is about; reports of earlier versions lack the corpus of their marks. */
const MarkedReport = z.object({ kind: z.string(), marks_corpus: z.string().nullable() });

/**
 * Writes a corpus into a file in the order in which its rows came in: files by name, rows by line.
 * @throws KindredError `not_found` when a job with marks or its files are not there, `invalid_request` when marks are on
 *   another corpus, `cancelled` when the job was cancelled
 */
export const exportFile: Operation<'export'> = async (corpora, operation, context) => {
  const { signal, report, files, encoding } = context;
  const source: ExportSource = { store: encoding.store, corpora, signal, report };
  const options = await optionsOf(corpora, operation, context.results);
  const isAtlas = operation.format === 'atlas';
  const file = exportFileName(operation.format, operation.gzip);
  const path = files.pathOf(file);
  const plan = await planExport(source, options, isAtlas ? atlasSample : undefined);
  const placeOf = new Map(plan.ids.map((id, place) => [id, place]));
  const map = isAtlas ? await mapOf(corpora, operation, context) : null;
  const { bytes, replaced } = await writeExport(source, options, plan, {
    path,
    ...(map !== null && { added: (record) => atlasColumns(record, map, placeOf) }),
  });
  const { dropped, unmarked, withoutOrigin } = plan;
  const rows = plan.ids.length;
  return {
    rows: rows + dropped,
    report: {
      kind: 'export',
      corpora: [...corpora],
      ...{ file, rows, bytes, dropped, unmarked },
      replaced,
      without_origin: operation.layout === null ? withoutOrigin : 0,
    },
  };
};

async function optionsOf(
  corpora: readonly string[],
  { format, gzip, layout, columns, marks, apply }: ExportOperation,
  results: Results,
): Promise<ExportOptions> {
  return {
    format: fileFormatOf(format),
    gzip,
    layout: layout === null ? null : layoutNamed(layout, columns),
    fallback: layoutNamed('alpaca', null),
    marks: await marksOfJobs(marks, corpora, results),
    apply,
  };
}

async function mapOf(
  corpora: readonly string[],
  { space }: ExportOperation,
  context: CurationContext,
): Promise<AtlasMap> {
  const { signal, report, encoding } = context;
  const { ids, points } = await loadRows(encoding.store, corpora, { spaces: [space], signal, report });
  const graph = await neighbourGraphOf({ corpora, space, ids, points: points[space] }, context);
  return drawMap({ ids, points: points[space], graph }, report, pauseFor(signal));
}

/** The marks of each job under the name of its operation; the second and later ones of an operation get a number. */
async function marksOfJobs(
  jobs: readonly string[],
  corpora: readonly string[],
  results: Results,
): Promise<Marks[]> {
  const all: Marks[] = [];
  for (const job of jobs) {
    const kind = await kindOf(job, corpora, results);
    const before = all.filter(({ name }) => name.replace(/_\d+$/, '') === kind).length;
    const { path } = await results.find(job, 'marks.jsonl');
    all.push(await readMarks(path, before === 0 ? kind : `${kind}_${before + 1}`));
  }
  return all;
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
