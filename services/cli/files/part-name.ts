import { splitEndings } from '../../../clients/typescript/src/files/split-endings.ts';

const LONGEST = 80;
/** Names that a file may not have under Windows, whatever its ending. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * Gives each part of an export a path of its own beside the path that the user named: `clean.jsonl` becomes
 * `clean.NAME.jsonl`. A name has only characters that every file system takes, and no two paths differ in case alone.
 */
export class SourceFileNames {
  readonly #taken = new Set<string>();

  pathOf(path: string, part: string): string {
    const { stem, endings } = splitEndings(path);
    const name = safeName(part);
    for (let number = 1; ; number++) {
      const found = `${stem}.${number === 1 ? name : `${name}-${number}`}${endings}`;
      if (this.#taken.has(found.toLowerCase())) continue;
      this.#taken.add(found.toLowerCase());
      return found;
    }
  }
}

function safeName(part: string): string {
  const name = part
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, LONGEST);
  if (name === '') return 'unnamed';
  return RESERVED.test(name) ? `${name}-` : name;
}
