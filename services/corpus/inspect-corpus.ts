import type { FileInspection, InspectedRow } from '../../schemas/api/inspections.ts';
import type { Rejection } from '../../schemas/jobs.ts';
import type { InstructionContent } from '../../schemas/record.ts';
import { countNotRead, unreadFields } from './not-read.ts';
import { readCorpus, type CorpusRow, type ReadOptions } from './read-corpus.ts';

/** After this many rows a file is not read on: enough to meet the fields that its rows have. */
const MAX_ROWS = 1_000;
const MAX_REJECTIONS = 10;

/**
 * Reads the first rows of a file as an ingestion would, and stores nothing.
 * @param shown how many rows are shown
 * @throws KindredError as `readCorpus` does, apart from `nothing_readable` for rows that cannot be read
 */
export async function inspectCorpus(
  path: string,
  options: ReadOptions,
  shown: number,
): Promise<FileInspection> {
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
  const { instruction, input, output, system, history, source, user_id, metadata } = content;
  const { layout, fields, columns = null, row_in_line } = origin;
  return {
    ...{ line, layout, columns, instruction, input, output, system, history, source, user_id, fields },
    ...(row_in_line !== undefined && { row_in_line }),
    metadata: Object.keys(metadata),
    unread: [...unreadFields(content)],
  };
}
