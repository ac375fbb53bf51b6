import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { CliError, EXIT } from '../exit-codes.ts';
import { splitEndings } from './part-name.ts';

const FILE = 'dataset_info.json';
const Entries = z.record(z.string(), z.json());
type Entry = z.infer<typeof Entries>;

/** The name under which LLaMA-Factory knows a file: its own without endings. */
export function dataSetName(path: string): string {
  return basename(splitEndings(path).stem);
}

/**
 * Adds the entry of a file to the `dataset_info.json` of its folder, where LLaMA-Factory looks for it; entries of other files
 * stay. Returns its path.
 * @throws CliError when that file is there and cannot be understood
 */
export async function addToDatasetInfo(path: string, entry: Entry): Promise<string> {
  const info = join(dirname(path), FILE);
  const entries = {
    ...(await entriesIn(info)),
    [dataSetName(path)]: { file_name: basename(path), ...entry },
  };
  await writeFile(info, `${JSON.stringify(entries, null, 2)}\n`);
  return info;
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
