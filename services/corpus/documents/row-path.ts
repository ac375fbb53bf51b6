import { KindredError } from '../../../schemas/errors.ts';
import { isPlainObject } from '../row.ts';

/** A step from a value to one within it: the name of a field, the number of an element, or each of them. */
export type PathStep = string | number | typeof EACH;
export const EACH = Symbol('each');

const MAX_STEPS = 32;

/**
 * The steps of a path such as `data.items`, `a[0].b`, `splits.*.rows` or `data[].qas`. A name that has a dot itself is
 * written in quotes, as in `"a.b".c`.
 * @throws KindredError `invalid_request` when it is no path
 */
export function parseRowPath(path: string): PathStep[] {
  const steps: PathStep[] = [];
  const pattern = /\.?(?:"((?:[^"\\]|\\.)*)"|\[(\d*|\*)\]|([^.[\]"]+))/gy;
  let end = 0;
  for (let match = pattern.exec(path); match !== null; match = pattern.exec(path)) {
    end = pattern.lastIndex;
    const [, quoted, index, name] = match;
    if (quoted !== undefined) steps.push(quoted.replace(/\\(.)/g, '$1'));
    else if (index !== undefined) steps.push(index === '' || index === '*' ? EACH : Number(index));
    else if (name !== undefined) steps.push(name === '*' ? EACH : name);
  }
  if (end !== path.length || steps.length === 0 || steps.length > MAX_STEPS) {
    throw new KindredError(
      'invalid_request',
      `"${path}" names no list of rows: write its fields with dots, as in data.items, a[0].b or splits.*.rows.`,
      { field: 'rows' },
    );
  }
  return steps[0] === '$' ? steps.slice(1) : steps;
}

/** The names that lead to a value, as they are written in a path. */
export function writtenPath(names: readonly string[]): string {
  return names.map((name) => (/^[^.[\]"*]+$/.test(name) ? name : JSON.stringify(name))).join('.');
}

/** A value that was reached by a path, and the key of the last of the objects each of whose members was taken. */
export interface Reached {
  readonly value: unknown;
  readonly key: string | null;
}

/** The values at the end of a path that begins at `value`; a list on the way gives each of its elements. */
export function follow(value: unknown, steps: readonly PathStep[]): Reached[] {
  let reached: Reached[] = [{ value, key: null }];
  for (const step of steps) reached = reached.flatMap((one) => stepFrom(one, step));
  return reached;
}

function stepFrom({ value, key }: Reached, step: PathStep): Reached[] {
  if (Array.isArray(value)) {
    if (typeof step === 'number') return step < value.length ? [{ value: value[step] as unknown, key }] : [];
    if (step === EACH) return value.map((item: unknown) => ({ value: item, key }));
    return value.flatMap((item: unknown) => stepFrom({ value: item, key }, step));
  }
  if (!isPlainObject(value)) return [];
  if (step === EACH) return Object.entries(value).map(([name, item]) => ({ value: item, key: name }));
  const name = String(step);
  return Object.hasOwn(value, name) ? [{ value: value[name], key }] : [];
}
