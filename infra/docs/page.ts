import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

/** A document that is made from what the code says. */
export interface MadePage {
  /** Its path from the root of the repository. */
  readonly path: string;
  readonly markdown: string;
  /** The command that makes it. */
  readonly command: string;
}

/** A table in Markdown, the titles first. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return [titles, titles.map(() => '-'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Writes the page, formatted as `npm run format` does; with `--check` only says whether the committed one is the same. */
export async function makePage({ path, markdown, command }: MadePage): Promise<void> {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const page = await format(markdown, { ...(await resolveConfig(file)), parser: 'markdown' });
  if (!process.argv.includes('--check')) {
    await writeFile(file, page);
    return;
  }
  const committed = await readFile(file, 'utf8').catch(() => '');
  if (committed === page) return;
  process.stderr.write(`${path} is not what the code says. Run: ${command}, and commit it.\n`);
  process.exitCode = 1;
}
