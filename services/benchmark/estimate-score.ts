import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { ScorePredictor, type OutsideModels } from '../../schemas/curation/score-predictor.ts';
import { KindredError } from '../../schemas/errors.ts';
import type { InstructionContent } from '../../schemas/record.ts';
import { predictScore } from '../analysis/predict-score.ts';
import { itemKey } from '../corpus/item-key.ts';
import { readCorpus } from '../corpus/read-corpus.ts';
import { modelOf, scoresOfItem } from './item-scores.ts';
import type { ScoreFile } from './merge-scores.ts';

/** The greatest predictor that is read. */
const MAX_BYTES = 64 * 2 ** 20;
/** An estimate needs results of at least this share of the chosen items. */
const LEAST_SHARE = 0.5;
const ById = z.record(z.string(), z.number());

/** The score of a model on all items of a benchmark, told from its results on a few. */
export interface EstimatedScore {
  /** The model, and its metric where the results name one: `MODEL/METRIC`. */
  readonly name: string;
  readonly items: number;
  /** How many of the chosen items have a result. */
  readonly scored: number;
  readonly estimate: number;
  /** Half the width of the 95 % interval. */
  readonly margin: number;
  readonly outside: OutsideModels | null;
}

/** The sum of the scores of each chosen item, and their number. */
type Sums = [sum: number, count: number][];

/**
 * Reads `predictor.json`, which a compression by the results of models left.
 * @throws KindredError `invalid_request` when it is none
 */
export async function readPredictor(path: string): Promise<ScorePredictor> {
  const text = await textOf(path);
  const parsed = ScorePredictor.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? '' : ` (${issue.path.join('.') || 'the whole'}: ${issue.message})`;
  throw new KindredError(
    'invalid_request',
    `${path} is no predictor${where}: name predictor.json of "kindred compress --method disagreement --out DIR".`,
  );
}

/**
 * Estimates the score of each model in files of results on the chosen items: whatever `mergeScores` reads, rows it has written, or
 * a JSON object of scores by id. An item is known by its request, its answer and its id, else by the id of the row in its
 * file. Results on other items are passed over, and several of one item become their mean.
 * @throws KindredError what `readCorpus` throws, `invalid_request` when a file has no result of a chosen item, or a model too few
 */
export async function estimateScores(
  predictor: ScorePredictor,
  files: readonly ScoreFile[],
): Promise<EstimatedScore[]> {
  const places = new ItemPlaces(predictor);
  const models = new Map<string, Sums>();
  for (const file of files) {
    const found = file.path.endsWith('.json') ? await scoresById(file, places) : null;
    const isScored = found === null ? await addRows(models, file, places, predictor) : addById(models, found);
    if (!isScored) throw withoutItems(file.path, predictor);
  }
  return Array.from(models, ([name, sums]) => estimated(predictor, name, sums));
}

/** Where chosen items stand in the predictor. */
class ItemPlaces {
  readonly count: number;
  readonly #byRequest: ReadonlyMap<string, number>;
  readonly #byId: ReadonlyMap<string, number>;

  constructor({ items }: ScorePredictor) {
    this.count = items.length;
    this.#byRequest = new Map(items.map(({ request }, place) => [request, place]));
    const names = items.flatMap(({ id, user_id }, place): [string, number][] =>
      user_id === null
        ? [[id, place]]
        : [
            [id, place],
            [user_id, place],
          ],
    );
    this.#byId = new Map(names);
  }

  byRequest(key: string): number | undefined {
    return this.#byRequest.get(key);
  }

  byId(id: string | null): number | undefined {
    return id === null ? undefined : this.#byId.get(id);
  }

  /** No results yet. */
  empty(): Sums {
    return Array.from({ length: this.count }, () => [0, 0]);
  }
}

function add(sums: Sums, place: number, score: number): void {
  const [sum, count] = sums[place] ?? [0, 0];
  sums[place] = [sum + score, count + 1];
}

/** The scores of a JSON object by id; null when the file is another JSON. */
async function scoresById({ path, model }: ScoreFile, places: ItemPlaces) {
  // A log of Inspect can be large, and is then no such object.
  const size = await stat(path).then(
    ({ size: bytes }) => bytes,
    () => 0,
  );
  if (size > MAX_BYTES) return null;
  const parsed = ById.safeParse(jsonOf(await textOf(path)));
  if (!parsed.success) return null;
  const sums = places.empty();
  for (const [id, score] of Object.entries(parsed.data)) {
    const place = places.byId(id);
    if (place !== undefined) add(sums, place, score);
  }
  return { name: model ?? path, sums };
}

function addById(models: Map<string, Sums>, { name, sums }: { name: string; sums: Sums }): boolean {
  models.set(name, sums);
  return sums.some(([, count]) => count > 0);
}

/** Adds the scores of rows that are chosen items; whether there is one. */
async function addRows(
  models: Map<string, Sums>,
  { path, model }: ScoreFile,
  places: ItemPlaces,
  { metric }: ScorePredictor,
): Promise<boolean> {
  let isScored = false;
  for await (const row of (await readCorpus(path)).rows) {
    if ('rejection' in row) continue;
    const { content } = row;
    const place = places.byRequest(itemKey(content)) ?? places.byId(content.user_id);
    if (place === undefined) continue;
    for (const [name, score] of namedScores(content, path, model, metric)) {
      const sums = models.get(name) ?? places.empty();
      models.set(name, sums);
      add(sums, place, score);
      isScored = true;
    }
  }
  return isScored;
}

/** The scores of a row as `MODEL/METRIC`. Rows that were merged have such names already. */
function namedScores(
  content: InstructionContent,
  path: string,
  model: string | null,
  metric: string | null,
): [string, number][] {
  const merged = Object.entries(content.metadata).filter((entry): entry is [string, number] => {
    const [name, score] = entry;
    return metric !== null && name.endsWith(`/${metric}`) && typeof score === 'number';
  });
  const own = [...scoresOfItem(content)].filter(([name]) => metric === null || name === metric);
  return [
    ...merged,
    ...own.map(([name, score]): [string, number] => [`${modelOf(path, model, content)}/${name}`, score]),
  ];
}

function estimated(predictor: ScorePredictor, name: string, sums: Sums): EstimatedScore {
  const scores = sums.map(([sum, count]) => (count === 0 ? null : sum / count));
  const scored = scores.filter((score) => score !== null).length;
  const found = scored < LEAST_SHARE * scores.length ? null : predictScore(predictor, scores);
  if (found === null) {
    throw new KindredError(
      'invalid_request',
      `${name} has results of ${scored} of the ${scores.length} chosen items: at least half of them are needed. The items are those with ` +
        '"keep" in marks.jsonl.',
    );
  }
  return { name, items: scores.length, ...found };
}

async function textOf(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: Error) => {
    throw new KindredError('invalid_request', `${path} cannot be read: ${cause.message}.`, { cause });
  });
  if (bytes.length > MAX_BYTES) {
    throw new KindredError('payload_too_large', `${path} has more than ${MAX_BYTES / 2 ** 20} MiB.`);
  }
  return bytes.toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withoutItems(path: string, { metric }: ScorePredictor): KindredError {
  const scores = metric === null ? 'a score' : `a score \`${metric}\``;
  return new KindredError(
    'invalid_request',
    `No row of ${path} with ${scores} is one of the chosen items: give results on the benchmark that was compressed.`,
  );
}
