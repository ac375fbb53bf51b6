import type { IngestionQuery } from '../../../schemas/api/ingestions.ts';
import type { ReadOptions } from '../../corpus/read-corpus.ts';

/** How a file that came as a body is read, by what the query says of it. */
export function readingOfBody(query: Omit<IngestionQuery, 'path'>): ReadOptions {
  return {
    fileName: query.file_name ?? 'upload',
    format: query.format ?? null,
    layout: query.layout ?? null,
    columns: query.columns ?? null,
    map: query.map,
    rows: query.rows,
    source: query.source,
    split: query.split,
  };
}
