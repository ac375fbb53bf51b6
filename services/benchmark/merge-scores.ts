import { isDeepStrictEqual } from 'node:util';
import { KindredError } from '../../schemas/errors.ts';
import type { InstructionContent, Json } from '../../schemas/record.ts';
import { readCorpus } from '../corpus/read-corpus.ts';
import { itemIdentity } from '../corpus/item-key.ts';
import { layoutNamed } from '../corpus/layouts.ts';
import type { Row } from '../corpus/row.ts';
import { modelOf, scoresOfItem } from './item-scores.ts';

/** The most items that are held to be merged. */
const MAX_ITEMS = 500_000;

/** A file with the scores of a model, and the name of the model when it was given. */
export interface ScoreFile {
  readonly path: string;
  readonly model: string | null;
}

/** What came of merging. */
export interface MergedScores {
  readonly items: readonly Row[];
  /** The fields of scores, each with how many items have one. */
  readonly fields: ReadonlyMap<string, number>;
  /** The names of fields that differ between the rows of an item, such as the answers of the models, and were left out. */
  readonly differing: readonly string[];
  readonly rejected: number;
}

interface Item {
  readonly content: InstructionContent;
  /** The metadata that all rows of the item share. */
  readonly shared: Map<string, Json>;
  /** The sum of the scores under a name, and their number. */
  readonly scores: Map<string, [sum: number, count: number]>;
}

/**
 * Merges files of which each has the scores of one model, or of several, on the same items: one row for each item, with a
 * field `MODEL/METRIC` for each score. Several scores of one model on one item, as of epochs, become their mean.
 * @throws KindredError what `readCorpus` throws, `invalid_request` when a file has no scores, `payload_too_large` when there
 * are too many items
 */
export async function mergeScores(files: readonly ScoreFile[]): Promise<MergedScores> {
  const items = new Map<string, Item>();
  const differing = new Set<string>();
  let rejected = 0;
  for (const file of files) {
    let isScored = false;
    for await (const row of (await readCorpus(file.path)).rows) {
      if ('rejection' in row) rejected += 1;
      else if (addRow(items, row.content, file, differing)) isScored = true;
    }
    if (!isScored) throw withoutScores(file.path);
  }
  const merged = [...items.values()];
  return { items: merged.map(rowOf), fields: countFields(merged), differing: [...differing], rejected };
}

/** Adds a row to its item; whether it has scores. */
function addRow(
  items: Map<string, Item>,
  content: InstructionContent,
  { path, model }: ScoreFile,
  differing: Set<string>,
): boolean {
  const key = itemIdentity(content);
  const scores = scoresOfItem(content);
  const others = new Map(Object.entries(content.metadata).filter(([name]) => !scores.has(name)));
  const known = items.get(key);
  const item: Item = known ?? { content, shared: others, scores: new Map() };
  if (known === undefined) {
    if (items.size >= MAX_ITEMS) throw tooManyItems();
    items.set(key, item);
  } else {
    for (const name of new Set([...item.shared.keys(), ...others.keys()])) {
      if (isDeepStrictEqual(item.shared.get(name), others.get(name))) continue;
      item.shared.delete(name);
      differing.add(name);
    }
  }
  for (const [metric, score] of scores) {
    const name = `${modelOf(path, model, content)}/${metric}`;
    const [sum, count] = item.scores.get(name) ?? [0, 0];
    item.scores.set(name, [sum + score, count + 1]);
  }
  return scores.size > 0;
}

function rowOf({ content, shared, scores }: Item): Row {
  const means = [...scores].map(([name, [sum, count]]): [string, Json] => [name, sum / count]);
  const metadata = Object.fromEntries([...shared, ...means]);
  return layoutNamed('alpaca', null).write({ ...content, metadata });
}

function countFields(items: readonly Item[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { scores } of items) {
    for (const name of scores.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function withoutScores(path: string): KindredError {
  return new KindredError(
    'invalid_request',
    `${path} has no scores: a row needs a number for each metric, as the logged samples of lm-evaluation-harness and the ` +
      'logs of Inspect have.',
  );
}

function tooManyItems(): KindredError {
  return new KindredError(
    'payload_too_large',
    `The files have more than ${MAX_ITEMS} items: merge them in parts.`,
  );
}
