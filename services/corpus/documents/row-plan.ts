import { KindredError } from '../../../schemas/errors.ts';
import { at } from '../../runtime/at.ts';
import type { RowsPlace } from '../formats/json-document.ts';
import type { ListOutline, ObjectOutline, Outline } from '../formats/json-outline.ts';
import type { RawRow } from '../formats/raw-row.ts';
import { isPlainObject } from '../row.ts';
import { besideOf, leftNote } from './beside.ts';
import { findRowLists, splitOf, type ListCandidate } from './find-row-lists.ts';
import { rowsAtPath } from './rows-at-path.ts';
import { EACH, parseRowPath, writtenPath, type PathStep } from './row-path.ts';
import { namedRow, tableShape, type TableShape } from './tables.ts';
import { examplesNote } from './unfold.ts';

const LISTED = 12;
/** The keys of members that are splits themselves, and no ids such as `test_1`. */
const SPLIT_KEY = /^(?:train|validation|valid|val|dev|test)$/i;

/** Where the rows of a document are. */
export type RowPlan =
  /** The document is a row. */
  | { readonly kind: 'row' }
  /** Its columns stand one after the other. */
  | { readonly kind: 'columns' }
  | { readonly kind: 'places'; readonly places: readonly RowsPlace[]; readonly notes: readonly string[] };

/**
 * Says where the rows of a document are.
 * @param path the list that a user has named
 * @throws KindredError `invalid_request` when there is no list at that path, or when several lists could be meant
 */
export function planRows(root: ObjectOutline, path: string | undefined, fileName: string): RowPlan {
  if (path !== undefined) return planPath(root, path, fileName);
  const table = tableShape(root);
  if (table?.kind === 'columns') return table;
  if (table !== null) return splitTablePlan(root, table);
  const found = findRowLists(root);
  if (found.kind === 'document') return { kind: 'row' };
  if (found.kind === 'unclear') throw unclear(found.lists, fileName);
  const places = found.lists.map((list) => placeOf(root, list, found.lists));
  return { kind: 'places', places, notes: notesOf(root, found.lists) };
}

function placeOf(root: ObjectOutline, list: ListCandidate, all: readonly ListCandidate[]): RowsPlace {
  const { path, node } = list;
  const { fields } = besideOf(root, path, (other) => holdsRows(other, all));
  const isKeyed = node.kind === 'object';
  const hasIds = all.some((other) => other.node.kind === 'object' && other.node.count > 1);
  return {
    path,
    keyed: isKeyed,
    rowsOf: (raw, key, at) => {
      const split = splitOf(at) ?? (SPLIT_KEY.test(key ?? '') ? key : toldSplit(root));
      const group = split === null ? groupOf(list, all, at) : '';
      const named = { ...(hasIds && key !== null && { id: key }), ...(group !== '' && { group }) };
      return [withBeside(raw, { ...fields, ...named }, split)];
    },
  };
}

/** The split of which a whole document is, as the dataset server of Hugging Face says it. */
function toldSplit(root: ObjectOutline): string | null {
  const node = root.members.get('split');
  return node?.kind === 'scalar' && typeof node.value === 'string' && node.value !== '' ? node.value : null;
}

/** The names by which a list differs from the others that are read with it; empty when these are splits. */
function groupOf({ path }: ListCandidate, all: readonly ListCandidate[], names: readonly string[]): string {
  if (all.some((other) => splitOf(other.path) !== null)) return '';
  const differs = (name: string, depth: number): boolean =>
    path[depth] === '*' || all.some((other) => other.path[depth] !== name);
  return names.filter(differs).join('.');
}

function withBeside(raw: RawRow, beside: Readonly<Record<string, unknown>>, split: string | null): RawRow {
  if ('error' in raw) return raw;
  const around = Object.keys(beside).length === 0 ? {} : { beside };
  return { ...raw, ...around, ...(split !== null && { split }) };
}

function holdsRows(path: readonly string[], all: readonly ListCandidate[]): boolean {
  return all.some((list) => path.every((name, depth) => list.path[depth] === name));
}

function notesOf(root: ObjectOutline, all: readonly ListCandidate[]): string[] {
  const left = new Set(
    all.flatMap(({ path }) => besideOf(root, path, (other) => holdsRows(other, all)).left),
  );
  const examples = [...left].filter((name) => /examples"?$/i.test(name));
  const others = leftNote([...left].filter((name) => !examples.includes(name)));
  return [...(examples.length > 0 ? [examplesNote(examples)] : []), ...(others === null ? [] : [others])];
}

function splitTablePlan(root: ObjectOutline, table: TableShape & { kind: 'split' }): RowPlan {
  const rowsOf = (raw: RawRow): readonly RawRow[] => [
    'error' in raw ? raw : { ...raw, row: namedRow(table.columns, raw.row) },
  ];
  const known = ['columns', 'index', 'data', 'index_names', 'column_names', table.list];
  const note = leftNote([...root.members.keys()].filter((name) => !known.includes(name)));
  const places = [{ path: [table.list], keyed: false, rowsOf }];
  return { kind: 'places', places, notes: note === null ? [] : [note] };
}

function planPath(root: ObjectOutline, path: string, fileName: string): RowPlan {
  const steps = parseRowPath(path);
  const [names, node] = descend(root, steps);
  if (node === null) throw noSuchList(root, path, fileName);
  if (node.kind === 'scalar') throw noSuchList(root, path, fileName);
  const inner = steps.slice(names.length);
  const keyed = node.kind === 'object';
  let index = -1;
  const rowsOf = (raw: RawRow, key: string | null, at: readonly string[]): readonly RawRow[] => {
    index += 1;
    const [first, ...others] = inner;
    if (typeof first === 'number' && first !== index) return [];
    const { fields } = besideOf(root, at, () => false);
    const beside = keyed && key !== null ? { id: key, ...fields } : fields;
    const rest = typeof first === 'number' || first === EACH ? others : inner;
    return rowsAtPath(withBeside(raw, beside, splitOf(at) ?? toldSplit(root)), rest, path);
  };
  const { left } = besideOf(root, names, () => false);
  const note = leftNote(left);
  return { kind: 'places', places: [{ path: names, keyed, rowsOf }], notes: note === null ? [] : [note] };
}

/** The names by which a path leads to the first list, or to an object at its end. */
function descend(root: ObjectOutline, steps: readonly PathStep[]): [string[], Outline | null] {
  const names: string[] = [];
  let node: Outline = root;
  for (const step of steps) {
    if (node.kind !== 'object') break;
    const name = step === EACH ? '*' : String(step);
    const next: Outline | undefined = step === EACH ? [...node.members.values()][0] : node.members.get(name);
    if (next === undefined) return [names, null];
    names.push(name);
    node = next;
  }
  if (node.kind === 'object' && ![...node.members.values()].every(({ kind }) => kind === 'object')) {
    return [names, null];
  }
  return [names, node];
}

/** The lists of a document, by their paths. */
function listsOf(
  node: Outline,
  path: readonly string[] = [],
): { path: readonly string[]; node: ListOutline }[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'object') {
    return [...node.members].flatMap(([name, child]) => listsOf(child, [...path, name]));
  }
  const [first] = node.sample;
  const inner = isPlainObject(first)
    ? Object.entries(first).filter(([, value]) => Array.isArray(value) && value.some(isPlainObject))
    : [];
  const within = inner.map(([name, value]) => ({
    path: [...path, name],
    node: { kind: 'list' as const, count: (value as unknown[]).length, sample: [] },
  }));
  return [{ path, node }, ...within];
}

function described(lists: readonly { path: readonly string[]; node: { count: number } }[]): string {
  const listed = lists.slice(0, LISTED).map(({ path, node }) => `\`${writtenPath(path)}\` (${node.count})`);
  const more = lists.length > LISTED ? ` and ${lists.length - LISTED} more` : '';
  return listed.join(', ') + more;
}

function noSuchList(root: ObjectOutline, path: string, fileName: string): KindredError {
  const lists = listsOf(root);
  const which = lists.length === 0 ? 'It has no lists.' : `Its lists are ${described(lists)}.`;
  return new KindredError('invalid_request', `${fileName} has no list of rows at \`${path}\`. ${which}`, {
    field: 'rows',
  });
}

function unclear(lists: readonly ListCandidate[], fileName: string): KindredError {
  const first = writtenPath(at(lists, 0).path);
  return new KindredError(
    'invalid_request',
    `${fileName} has several lists that could hold the rows: ${described(lists)}. ` +
      `Name the one that is meant, as in \`--rows ${first}\`.`,
    { field: 'rows' },
  );
}
