import type { CorpusDetail } from '../../schemas/api/corpora.ts';
import type { RecordFilter } from '../../schemas/filter.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { SourceFileNames } from './files/part-name.ts';

/** As many sources as the description of a corpus lists. */
const MOST_SOURCES = 100;

/** A file of an export, and the filter for its records. */
interface ExportPart {
  readonly out: string;
  readonly filter: RecordFilter;
}

/**
 * A part for each source of a corpus, and one for the records that name none.
 * @throws CliError when the corpus has more sources than its description lists
 */
export function sourceParts({ name, records, sources }: CorpusDetail, out: string): ExportPart[] {
  const names = new SourceFileNames();
  const values = sources.map(({ value }) => value);
  const named = sources.reduce((sum, { count }) => sum + count, 0);
  if (named < records && sources.length >= MOST_SOURCES)
    throw new CliError(
      `${name} has too many sources for a file each: take them one by one with --filter`,
      EXIT.failed,
    );
  const parts = values.map((value): ExportPart => ({
    out: names.pathOf(out, value),
    filter: { must: [{ key: 'source', match: { value } }] },
  }));
  if (named === records) return parts;
  const none = values.length === 0 ? {} : { must_not: [{ key: 'source', match: { any: values } }] };
  return [...parts, { out: names.pathOf(out, 'no-source'), filter: none }];
}
