import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { KindredError } from '../../../schemas/errors.ts';
import { exportFileName, fileFormatOf, type ExportOperation } from '../../../schemas/curation/export.ts';
import { layoutNamed } from '../../corpus/layouts.ts';
import { loadRows } from '../rows/load-rows.ts';
import type { CurationContext, Operation } from '../operation.ts';
import { pauseFor } from '../../runtime/event-loop-yield.ts';
import type { Results } from '../results.ts';
import { atlasColumns, atlasSample, drawMap, type AtlasMap } from './atlas-columns.ts';
import { planExport, writeExport, type ExportOptions, type ExportSource } from './export-corpus.ts';
import { readMarks, type Marks } from './marks.ts';

/** What reports of all operations say about themselves: which it was, and of which corpora. */
const MarkedReport = z.object({
  kind: z.string(),
  corpora: z.array(z.string()).optional(),
  train: z.string().optional(),
  bench: z.string().optional(),
});

/** Writes a corpus into a file, in the order in which its rows came: files by name, rows by line. */
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
  const bytes = await writeExport(source, options, plan, {
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
  { encoding: { store }, graphs, signal, report }: CurationContext,
): Promise<AtlasMap> {
  const { ids, points } = await loadRows(store, corpora, { spaces: [space], signal, report });
  const onProgress = (done: number, total: number): void => report('neighbours', done, total);
  const request = { corpora, space, ids, points: points[space], signal, onProgress };
  const graph = await graphs.graphOf(request);
  return drawMap({ ids, points: points[space], graph }, report, pauseFor(signal));
}

/** The marks of each job under the name of its operation, with a number when there are several of one. */
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

/** What a job did. Throws `invalid_request` when it was about other corpora. */
async function kindOf(job: string, corpora: readonly string[], results: Results): Promise<string> {
  const { path } = await results.find(job, 'report.json');
  const report = MarkedReport.parse(JSON.parse(await readFile(path, 'utf8')));
  const about = report.corpora ?? [report.train, report.bench].filter((name) => name !== undefined);
  if (corpora.some((corpus) => about.includes(corpus))) return report.kind;
  throw new KindredError(
    'invalid_request',
    `Job '${job}' is about ${about.join(', ')}, not about ${corpora.join(', ')}: leave its marks out.`,
    { field: 'marks' },
  );
}
