import type { SelectOperation } from '../../../schemas/curation/select.ts';
import { BY_QUALITY } from '../../../schemas/curation/select-uses.ts';
import { commandLine, shellWord } from '../parts/shell-words.ts';

/** Commands in a narrow column have one option on a line. */
const NARROW = 30;

/** The command that exports the rows that a selection took. */
export function exportSelected(corpus: string, job: string, url: string): string {
  return commandLine(
    [
      `kindred export ${shellWord(corpus)}`,
      `--marks ${job}`,
      '--apply',
      '--without-marks',
      `--out ${shellWord(`${corpus}-selected.jsonl.gz`)}`,
      `--url ${shellWord(url)}`,
    ],
    NARROW,
  );
}

/** The command that makes the same selection with another budget; sets that are named by their ids are left to say. */
export function takeCommand(operation: SelectOperation, corpus: string, budget: number, url: string): string {
  const { method, space, k, seed, by, threshold, alpha, relevance, target, quality_key: key } = operation;
  const quality = BY_QUALITY.includes(method) ? key : undefined;
  const { vector_field: vectors } = operation;
  const { quotas, exclude, initial_subset: initial } = operation;
  const set = (name: string, given: typeof exclude): string[] =>
    given === undefined ? [] : [`${name} ${'job' in given ? given.job : `${name.slice(2)}-ids.txt`}`];
  const limits = { min: quotas?.minimum, max: quotas?.maximum, power: quotas?.power };
  return commandLine(
    [
      `kindred select ${shellWord(corpus)}`,
      `--budget ${budget}`,
      `--method ${method}`,
      `--space ${space} -k ${k} --seed ${seed}`,
      `--by ${by}`,
      ...(quality === undefined ? [] : [`--quality-key ${shellWord(quality)} --alpha ${alpha}`]),
      ...(method === 'threshold' ? [`--threshold ${threshold}`] : []),
      ...(target === undefined ? [] : [`--target ${shellWord(target)} --relevance ${relevance}`]),
      ...(vectors === undefined ? [] : [`--vector-field ${shellWord(vectors)}`]),
      ...(quotas === undefined ? [] : [`--quota-by ${shellWord(quotas.by)}`]),
      ...Object.entries(limits).flatMap(([name, limit]) =>
        limit === undefined ? [] : [`--quota-${name} ${limit}`],
      ),
      ...set('--exclude', exclude),
      ...set('--initial', initial),
      `--url ${shellWord(url)}`,
    ],
    NARROW,
  );
}
