import { readFile } from 'node:fs/promises';
import { readCategories } from '../../../services/evaluation/ieb-files.ts';

interface LabelledTexts {
  readonly texts: readonly string[];
  readonly labels: readonly string[];
}

/** Instructions with their task: a clustering file of IEB (`.json`), or JSON lines with `instruction` and `task`. */
export async function readLabelled(file: string): Promise<LabelledTexts> {
  if (file.endsWith('.json')) {
    const rows = await readCategories(file);
    return {
      texts: rows.map(({ instruction }) => instruction),
      labels: rows.map(({ category }) => category),
    };
  }
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as { instruction: string; task: string });
  return { texts: rows.map(({ instruction }) => instruction), labels: rows.map(({ task }) => task) };
}
