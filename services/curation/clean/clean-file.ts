import { open, rename, rm } from 'node:fs/promises';
import type { CleanDrop, CleanMode, CleanReport } from '../../../schemas/clean-report.ts';
import type { DeduplicateOperation } from '../../../schemas/curation/deduplicate.ts';
import type { WrittenFormat } from '../../../schemas/file-formats.ts';
import { layoutNamed } from '../../corpus/layouts.ts';
import type { CorpusReading } from '../../corpus/read-corpus.ts';
import { at } from '../../runtime/at.ts';
import type { DeduplicationFindings } from '../deduplicate/report.ts';
import { deduplicateReport } from '../deduplicate/report.ts';
import { planExport, writeExport, type ExportOptions, type WrittenExport } from '../export/export-corpus.ts';
import type { ReportProgress } from '../operation.ts';
import { cleanDrops } from './clean-drops.ts';
import { FILE_CORPUS, readFileRows, type FileRows } from './file-rows.ts';
import { RecordTable } from './record-table.ts';

export interface CleanTask {
  readonly reading: CorpusReading;
  /** The name of the file that is read. */
  readonly file: string;
  readonly operation: DeduplicateOperation;
  readonly out: { readonly path: string; readonly format: WrittenFormat; readonly gzip: boolean };
  /** Where the drops are written, one a line; null for nowhere. */
  readonly drops: string | null;
}

export interface CleanWatch {
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/** What a way to find duplicates among the rows of a file found. */
interface FoundInFile {
  readonly mode: CleanMode;
  readonly findings: DeduplicationFindings;
  readonly embedded: number;
  readonly truncated: number;
}

export type FindInFile = (
  file: FileRows,
  operation: DeduplicateOperation,
  watch: CleanWatch,
) => Promise<FoundInFile>;

/** How many drops are written at a time. */
const LINES_AT_ONCE = 1_000;

/**
 * Writes the rows of a file for which no other row stands, in their order and their own form. The file gets its name when it is
 * complete; nothing else stays.
 * @param find finds the duplicates
 * @throws KindredError what reading and finding throw
 * @throws the signal's reason when aborted
 */
export async function cleanFile(task: CleanTask, find: FindInFile, watch: CleanWatch): Promise<CleanReport> {
  const { signal, report } = watch;
  const file = await readFileRows(task.reading, {
    signal,
    onRows: (rows) => report('reading', rows, null),
  });
  const found = await find(file, task.operation, watch);
  const { rows, drops } = found.findings;
  if (task.drops !== null)
    await writeLines(task.drops, cleanDrops(file, { rows, drops, hasVectors: found.mode === 'full' }));
  const dropped = new Set(drops.map(({ row }) => at(rows.ids, row)));
  const kept = file.records.filter(({ id }) => !dropped.has(id));
  const written = await writeKept(new RecordTable(kept, NO_SPACES), task, watch);
  return reportOf(task, file, found, { ...written, rows: kept.length });
}

const NO_SPACES = { spaceId: '', dimensions: { task: 0, content: 0 } };

async function writeKept(
  store: RecordTable,
  { out: { path, format, gzip } }: CleanTask,
  { signal, report }: CleanWatch,
): Promise<WrittenExport> {
  const source = { store, corpora: [FILE_CORPUS], signal, report };
  const options: ExportOptions = {
    ...{ format, gzip, marks: [], apply: false, written: false, formulas: null },
    ...{ layout: null, fallback: layoutNamed('alpaca', null) },
  };
  const plan = await planExport(source, options);
  return writeExport(source, options, plan, { path });
}

async function writeLines(path: string, drops: readonly CleanDrop[]): Promise<void> {
  const partial = `${path}.part`;
  try {
    const file = await open(partial, 'w');
    try {
      for (let begin = 0; begin < drops.length; begin += LINES_AT_ONCE) {
        const some = drops.slice(begin, begin + LINES_AT_ONCE);
        await file.appendFile(some.map((drop) => `${JSON.stringify(drop)}\n`).join(''));
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

async function reportOf(
  { reading, file: name, operation, out }: CleanTask,
  file: FileRows,
  { mode, findings, embedded, truncated }: FoundInFile,
  { bytes, replaced, rows: written }: WrittenExport & { readonly rows: number },
): Promise<CleanReport> {
  const nothingStored = { fetch: () => Promise.resolve([]) };
  const all = await deduplicateReport([FILE_CORPUS], operation, findings, nothingStored);
  const { conflicts, max_loss, loss, fields, further_fields, ranked_by, read, keep } = all;
  const { preambles, threshold, threshold_explanation, jaccard_threshold } = all;
  const equal = file.merged.length;
  const records = file.records.length;
  return {
    ...{ mode, file: name, format: reading.format, layout: reading.layout },
    ...{ out: out.path, written_format: out.format, bytes, replaced },
    rows: records + equal + file.rejected,
    rejected: file.rejected,
    rejections: [...file.rejections],
    not_read: file.notRead,
    ...{ equal, written, dropped: equal + records - written },
    reasons: { ...all.reasons, exact: all.reasons.exact + equal },
    ...{ embedded, truncated },
    ...{ conflicts, max_loss, loss, fields, further_fields, ranked_by, read, keep },
    ...{ preambles, threshold, threshold_explanation, jaccard_threshold },
  };
}
