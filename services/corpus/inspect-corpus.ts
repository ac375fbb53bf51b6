import type { NotRead, Rejection } from '../../schemas/jobs.ts';
import type { ColumnMap, FileFormat, LayoutName } from '../../schemas/layout.ts';
import type { InstructionContent } from '../../schemas/record.ts';
import { countNotRead, unreadFields } from './not-read.ts';
import { readCorpus, type CorpusRow, type ReadOptions } from './read-corpus.ts';

/** After this many rows a file is not read on: enough to meet the fields that its rows have. */
const MAX_ROWS = 1_000;
const MAX_REJECTIONS = 10;

/** How a row would be read. */
interface InspectedRow extends Omit<InstructionContent, 'metadata'> {
  readonly line: number;
  readonly layout: LayoutName;
  /** The columns from which it is read, where they were found or given. */
  readonly columns: ColumnMap | null;
  /** The names of the fields that go to the metadata. */
  readonly metadata: readonly string[];
  /** Those of them that look like a text of a request or an answer, of which nothing is read. */
  readonly unread: readonly string[];
}

/** How a file would be read, told from its first rows. */
export interface InspectReport {
  readonly format: FileFormat;
  readonly layout: LayoutName | null;
  readonly map: string | null;
  /** The rows that were looked at, and whether the file has more. */
  readonly looked_at: number;
  readonly has_more: boolean;
  readonly rejected: number;
  readonly rows: readonly InspectedRow[];
  readonly rejections: readonly Rejection[];
  readonly not_read: NotRead;
}

/**
 * Reads the first rows of a file as an ingestion would, and stores nothing.
 * @param shown how many rows are shown
 * @throws KindredError as `readCorpus` does, apart from `nothing_readable` for rows that cannot be read
 */
export async function inspectCorpus(
  path: string,
  options: ReadOptions,
  shown: number,
): Promise<InspectReport> {
  const reading = await readCorpus(path, options);
  const rows: InspectedRow[] = [];
  const rejections: Rejection[] = [];
  const contents: InstructionContent[] = [];
  let lookedAt = 0;
  let rejected = 0;
  let hasMore = false;
  for await (const row of reading.rows) {
    hasMore = lookedAt === MAX_ROWS;
    if (hasMore) break;
    lookedAt += 1;
    if ('rejection' in row) {
      rejected += 1;
      if (rejections.length < MAX_REJECTIONS) rejections.push(row.rejection);
      continue;
    }
    contents.push(row.content);
    if (rows.length < shown) rows.push(inspectedRow(row));
  }
  const { format, layout, map } = reading;
  const not_read = countNotRead(undefined, contents, reading.notes());
  return {
    format,
    layout,
    map,
    looked_at: lookedAt,
    has_more: hasMore,
    rejected,
    rows,
    rejections,
    not_read,
  };
}

function inspectedRow({ line, content, origin }: Exclude<CorpusRow, { rejection: unknown }>): InspectedRow {
  const { metadata, ...texts } = content;
  const { layout, columns = null } = origin;
  return { line, layout, columns, ...texts, metadata: Object.keys(metadata), unread: unreadFields(content) };
}
