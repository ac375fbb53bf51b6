import { formatOfName } from '../../../schemas/file-formats.ts';

const LONGEST = 64;

/** A name for the corpus of a file, of what names of corpora may have: `My rows (1).jsonl.gz` becomes `My-rows-1`. */
export function corpusNameFor(fileName: string): string {
  const base = fileName.replace(/\.(gz|gzip|zst|zstd)$/i, '');
  const stem = formatOfName(base) === null ? base : base.replace(/\.[^.]*$/, '');
  return stem
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, LONGEST);
}
