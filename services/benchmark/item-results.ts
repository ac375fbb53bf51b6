import { stat } from 'node:fs/promises';
import type { ScorePredictor } from '../../schemas/curation/score-predictor.ts';
import { KindredError } from '../../schemas/errors.ts';
import type { InstructionContent } from '../../schemas/record.ts';
import { itemKey } from '../corpus/item-key.ts';
import { readCorpus } from '../corpus/read-corpus.ts';
import { modelOf, scoreNamed, scoresOfItem } from './item-scores.ts';
import { jsonIn, MAX_JSON_BYTES } from './json-file.ts';
import type { ScoreFile } from './merge-scores.ts';

/** A result may lie this many widths of the known range outside of it; on another scale, such as percent, it lies farther. */
const WIDTHS_OUTSIDE = 1;

/** The sum of a model's scores of each chosen item, and their number. */
export type ItemSums = [sum: number, count: number][];

/** Results by the name of the model, and its metric where the results name one: `MODEL/METRIC`. */
type Results = Map<string, ItemSums>;

/** Where chosen items stand in the predictor. */
export class ChosenItems {
  readonly count: number;
  readonly #byRequest: ReadonlyMap<string, number>;
  readonly #byId = new Map<string, number>();

  constructor({ items }: Pick<ScorePredictor, 'items'>) {
    this.count = items.length;
    this.#byRequest = new Map(items.map(({ request }, place) => [request, place]));
    const repeated = new Set<string>();
    items.forEach(({ user_id }, place) => {
      if (user_id === null) return;
      if (this.#byId.has(user_id)) repeated.add(user_id);
      this.#byId.set(user_id, place);
    });
    // Numbers that begin anew in each part of a benchmark name no item.
    for (const id of repeated) this.#byId.delete(id);
    items.forEach(({ id }, place) => this.#byId.set(id, place));
  }

  byRequest(key: string): number | undefined {
    return this.#byRequest.get(key);
  }

  byId(id: string | null): number | undefined {
    return id === null ? undefined : this.#byId.get(id);
  }
}

/** Adds results to those that are there: of an item that has one already the mean counts. */
export function addResults(all: Results, more: Results): void {
  for (const [name, sums] of more) {
    const known = all.get(name);
    all.set(
      name,
      sums.map(([sum, count], place) => {
        const [before, times] = known?.[place] ?? [0, 0];
        return [before + sum, times + count];
      }),
    );
  }
}

/**
 * The results of a file on the chosen items. An item is known by its request, its answer and its id; in a file without such a row
 * by the id of the row alone. Results on other items are passed over.
 * @throws KindredError what `readCorpus` throws, `invalid_request` when the file has no result of a chosen item, one that is no
 *   number or on another scale, or rows that ask for different things under one id
 */
export async function readItemResults(
  file: ScoreFile,
  items: ChosenItems,
  predictor: Pick<ScorePredictor, 'metric' | 'range'>,
): Promise<Results> {
  const collected = new Collected(items, file.path, predictor.range);
  const byId = file.path.endsWith('.json') ? await scoresById(file.path, items) : null;
  if (byId === null) return resultsOfRows(file, items, predictor, collected);
  for (const [id, score] of byId) {
    const place = items.byId(id);
    if (place !== undefined) collected.add(file.model ?? file.path, place, score);
  }
  if (collected.results.size === 0) throw withoutItems(file.path, predictor.metric, new Set());
  return collected.results;
}

/** Results as they are found. */
class Collected {
  readonly results: Results = new Map();
  readonly #items: ChosenItems;
  readonly #path: string;
  readonly #range: ScorePredictor['range'];

  constructor(items: ChosenItems, path: string, range: ScorePredictor['range']) {
    this.#items = items;
    this.#path = path;
    this.#range = range;
  }

  add(name: string, place: number, score: number): void {
    const [least, most] = this.#range;
    const far = WIDTHS_OUTSIDE * (most - least);
    if (score < least - far || score > most + far) throw otherScale(this.#path, name, score, this.#range);
    const sums = this.results.get(name) ?? Array.from({ length: this.#items.count }, () => [0, 0]);
    this.results.set(name, sums);
    const [sum, count] = sums[place] ?? [0, 0];
    sums[place] = [sum + score, count + 1];
  }
}

/** The scores of a JSON object by id; null when the file is another JSON. */
async function scoresById(path: string, items: ChosenItems): Promise<[string, number][] | null> {
  // A log of Inspect can be large, and is then no such object.
  const size = await stat(path).then(
    ({ size: bytes }) => bytes,
    () => 0,
  );
  if (size > MAX_JSON_BYTES) return null;
  const value = await jsonIn(path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries: [string, unknown][] = Object.entries(value);
  const isScore = ([, score]: [string, unknown]): boolean => score === null || Number.isFinite(score);
  const wrong = entries.find((entry) => !isScore(entry));
  if (wrong === undefined) {
    return entries.filter((entry): entry is [string, number] => entry[1] !== null);
  }
  if (!entries.some(([id]) => items.byId(id) !== undefined)) return null;
  throw new KindredError(
    'invalid_request',
    `${path}: the score of ${wrong[0]} is ${typeof wrong[1] === 'number' ? String(wrong[1]) : JSON.stringify(wrong[1])}: give a ` +
      'number, or null where there is no result.',
  );
}

async function resultsOfRows(
  { path, model }: ScoreFile,
  items: ChosenItems,
  { metric, range }: Pick<ScorePredictor, 'metric' | 'range'>,
  byRequest: Collected,
): Promise<Results> {
  const byId = new Collected(items, path, range);
  const asked = new Map<number, string>();
  const unscored = new Set<string>();
  let ambiguous: string | null = null;
  for await (const row of (await readCorpus(path)).rows) {
    if ('rejection' in row) continue;
    const { content } = row;
    const same = items.byRequest(itemKey(content));
    const place = same ?? items.byId(content.user_id);
    if (place === undefined) continue;
    const scores = namedScores(content, path, model, metric);
    if (scores.length === 0) for (const name of scoresOfItem(content).keys()) unscored.add(name);
    for (const [name, score] of scores) (same === undefined ? byId : byRequest).add(name, place, score);
    if (same !== undefined) continue;
    const request = JSON.stringify([content.instruction, content.input]);
    if ((asked.get(place) ?? request) !== request) ambiguous ??= content.user_id;
    asked.set(place, request);
  }
  // Where requests are the same, a row with another one is another item, whatever its id is: parts of a benchmark count anew.
  if (byRequest.results.size > 0) return byRequest.results;
  if (byId.results.size === 0) throw withoutItems(path, metric, unscored);
  if (ambiguous !== null) throw repeatedId(path, ambiguous);
  return byId.results;
}

/** The scores of a row as `MODEL/METRIC`. Rows that were merged have such names already. */
function namedScores(
  content: InstructionContent,
  path: string,
  model: string | null,
  metric: string | null,
): [string, number][] {
  const { metadata } = content;
  const of = `${modelOf(path, model, content)}/`;
  if (metric === null)
    return Array.from(scoresOfItem(content), ([name, score]): [string, number] => [of + name, score]);
  const names = Object.keys(metadata).filter((name) => name === metric || name.endsWith(`/${metric}`));
  return names.flatMap((name): [string, number][] => {
    const score = scoreNamed(metadata, name);
    return score === null ? [] : [[name === metric ? of + name : name, score]];
  });
}

function withoutItems(path: string, metric: string | null, others: ReadonlySet<string>): KindredError {
  const scores = metric === null ? 'a score' : `a score \`${metric}\``;
  const wayOut =
    others.size === 0
      ? 'give results on the benchmark that was compressed'
      : `its rows of these have other scores (${[...others].slice(0, 10).join(', ')})`;
  return new KindredError(
    'invalid_request',
    `No row of ${path} with ${scores} is one of the chosen items: ${wayOut}.`,
  );
}

function otherScale(
  path: string,
  name: string,
  score: number,
  [least, most]: [number, number],
): KindredError {
  return new KindredError(
    'invalid_request',
    `${path}: ${name} has the score ${score}, and those of the models before lie from ${least} to ${most}: give results on the same scale.`,
  );
}

function repeatedId(path: string, id: string): KindredError {
  return new KindredError(
    'invalid_request',
    `${path}: rows with the id ${id} ask for different things, and none is a chosen item to the letter: give each item its own id.`,
  );
}
