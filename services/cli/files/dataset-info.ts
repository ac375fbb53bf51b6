import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { splitEndings } from '../../../clients/typescript/src/files/split-endings.ts';
import { CliError, EXIT } from '../exit-codes.ts';

const FILE = 'dataset_info.json';
const Entries = z.record(z.string(), z.json());
const Known = z.object({ file_name: z.string() });
type Entry = z.infer<typeof Entries>;

/**
 * Adds the entry of a file to the `dataset_info.json` of its folder, where LLaMA-Factory looks for it; entries of other files
 * stay. Its name is that of the file without endings, or with them where another file has that name.
 * @throws CliError when that list is there and cannot be understood
 */
export async function addToDatasetInfo(path: string, entry: Entry): Promise<void> {
  const info = join(dirname(path), FILE);
  const entries = await entriesIn(info);
  const file_name = basename(path);
  const short = basename(splitEndings(path).stem);
  const known = Object.hasOwn(entries, short) ? Known.safeParse(entries[short]) : null;
  const name = known === null || known.data?.file_name === file_name ? short : file_name;
  await writeFile(info, `${JSON.stringify({ ...entries, [name]: { file_name, ...entry } }, null, 2)}\n`);
}

async function entriesIn(path: string): Promise<Entry> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return {};
  try {
    return Entries.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${path} is no list of data sets: move it away, so that none of its entries is lost`;
    throw new CliError(message, EXIT.failed, { cause });
  }
}
