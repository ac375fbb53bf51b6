import { basename, dirname } from 'node:path';
import { isObject, type Row } from '../corpus/row.ts';
import type { InstructionContent, Json } from '../../schemas/record.ts';

/** Numbers of a row that are no scores. */
const NO_SCORE =
  /(?:^|_)(?:id|idx|index|epoch|seed|len|length|count|num|time|timestamp|tokens|row|line|label|year)s?$/i;
const MODEL_NAMES = ['model', 'model_name', 'model_id'] as const;

/**
 * The scores of a row by the names of their metrics: those that the row itself calls `metrics`, as lm-evaluation-harness
 * does, or `scores`, as Inspect does, else every number that is not named as an id or a count is.
 */
export function scoresOfItem({ metadata }: InstructionContent): ReadonlyMap<string, number> {
  const { metrics, scores } = metadata;
  const names = Array.isArray(metrics)
    ? metrics.filter((name) => typeof name === 'string')
    : isObject(scores)
      ? Object.keys(metadata).filter((name) => Object.keys(scores).some((scorer) => isOf(name, scorer)))
      : Object.keys(metadata).filter((name) => !NO_SCORE.test(name));
  const found = names.flatMap((name) => {
    const score = numberIn(metadata, name);
    return score === null ? [] : [[name, score] as const];
  });
  return new Map(found);
}

/** The score of a row under a name that is known to be that of a metric: a number, true or false, or a text of a number as in CSV. */
export function scoreNamed(metadata: Row, name: string): number | null {
  const value = metadata[name];
  if (typeof value !== 'string') return numberIn(metadata, name);
  const score = value.trim() === '' ? NaN : Number(value);
  return Number.isFinite(score) ? score : null;
}

function isOf(name: string, scorer: string): boolean {
  return name === scorer || name.startsWith(`${scorer}.`);
}

function numberIn(metadata: Row, name: string): number | null {
  const value: Json = metadata[name] ?? null;
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' ? value : null;
}

/**
 * The name of the model that a row is about: the one that was given with the file, that of the row, or that of the file. The
 * files of lm-evaluation-harness are all called `samples_…` and lie in a folder with the name of the model.
 */
export function modelOf(path: string, given: string | null, { metadata }: InstructionContent): string {
  if (given !== null) return given;
  const named = MODEL_NAMES.map((name) => metadata[name]).find((value) => typeof value === 'string');
  if (typeof named === 'string' && named !== '') return named;
  const file = basename(path).replace(/(?:\.\w+)(?:\.gz)?$/, '');
  const folder = basename(dirname(path));
  return file.startsWith('samples_') && folder !== '' && folder !== '.' ? folder : file;
}
