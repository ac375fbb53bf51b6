import type { SelectionMethod } from '../../../schemas/curation/select.ts';
import { BY_QUALITY } from '../../../schemas/curation/select-uses.ts';
import type { TaskBy } from '../../../schemas/curation/same-task.ts';
import { commandLine, shellWord } from '../parts/shell-words.ts';

/** What a selection is started with, as the form holds it. Empty texts stand for what is not wanted. */
export interface SelectionWanted {
  /** A number of rows, or below 1 a share. */
  readonly budget: number;
  readonly method: SelectionMethod;
  readonly by: TaskBy;
  /** The field by which rows are better, for the methods that use one. */
  readonly quality: string;
  /** By what shares are balanced. */
  readonly balance: string;
  /** The job whose duplicates are never taken. */
  readonly exclude: string;
  /** The corpus whose tasks count. */
  readonly target: string;
}

/** The power of the sizes of groups by which shares are balanced. */
const FLATTER = 0.5;

/** The command that starts the same selection. */
export function selectCommand(corpus: string, wanted: SelectionWanted, url: string): string {
  const { budget, method, by, balance, exclude, target } = wanted;
  const quality = qualityOf(wanted);
  return commandLine([
    `kindred select ${shellWord(corpus)}`,
    `--budget ${budget}`,
    `--method ${method}`,
    `--by ${by}`,
    ...(quality === '' ? [] : [`--quality-key ${shellWord(quality)}`]),
    ...(balance === '' ? [] : [`--quota-by ${shellWord(balance)}`, `--quota-power ${FLATTER}`]),
    ...(exclude === '' ? [] : [`--exclude ${exclude}`]),
    ...(target === '' ? [] : [`--target ${shellWord(target)}`]),
    `--url ${shellWord(url)}`,
  ]);
}

/** The request that starts the same selection. */
export function selectRequest(wanted: SelectionWanted): object {
  const { budget, method, by, balance, exclude, target } = wanted;
  const quality = qualityOf(wanted);
  return {
    ...{ budget, method, by },
    ...(quality !== '' && { quality_key: quality }),
    ...(balance !== '' && { quotas: { by: balance, power: FLATTER } }),
    ...(exclude !== '' && { exclude: { job: exclude } }),
    ...(target !== '' && { target }),
  };
}

function qualityOf({ method, quality }: SelectionWanted): string {
  return BY_QUALITY.includes(method) ? quality : '';
}
