import type { ListOutline, ObjectOutline, Outline } from '../formats/json-outline.ts';
import { writtenPath } from './row-path.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Names of what belongs to the request of every row when it stands beside the list of rows, without case and `_`. */
const REQUEST_NAMES = new Set(
  (
    'description,definition,instruction,instructions,taskprefix,taskdescription,system,systemprompt,systemmessage,' +
    'systeminstruction,prompt,prompttemplate,preamble,context,passage,title,name,task,taskname,topic,category,' +
    'subject,language,lang,source,dataset,model'
  ).split(','),
);
/** Objects beside the rows in which a request may stand. Of these only what is a text. */
const REQUEST_HOLDERS = new Set(
  'signature,prompt,config,metadata,meta,info,task,eval,settings,request'.split(','),
);
const HELD_NAMES = new Set(
  'instruction,instructions,system,systemprompt,definition,taskprefix,task,model'.split(','),
);
/** The most UTF-16 code units that go along into each row. */
const MAX_LENGTH = 20_000;
const LISTED = 12;

/** What stands beside a list of rows: what goes along into each row, and the names of what does not. */
export interface Beside {
  readonly fields: Fields;
  readonly left: readonly string[];
}

/**
 * What stands beside the list at `path` and beside the objects that lead to it. Texts that belong to the request go along
 * into each row, as far as they are not too long.
 * @param isRows whether at a path stand rows too, which are then not beside them
 */
export function besideOf(
  root: ObjectOutline,
  path: readonly string[],
  isRows: (path: readonly string[]) => boolean,
): Beside {
  const fields: Record<string, unknown> = {};
  const left: string[] = [];
  let room = MAX_LENGTH;
  let node: Outline | undefined = root;
  for (let depth = 0; depth < path.length && node?.kind === 'object'; depth += 1) {
    const above = path.slice(0, depth);
    for (const [name, child] of node.members) {
      const own = [...above, name];
      if (name === path[depth] || path[depth] === '*' || isRows(own)) continue;
      const found = requestTexts(name, child);
      const length = Object.values(found).reduce<number>((sum, text) => sum + text.length, 0);
      const fits = length <= room;
      left.push(...leftOf(child, own, fits ? found : {}));
      if (!fits) continue;
      room -= length;
      Object.assign(fields, found);
    }
    node = node.members.get(path[depth] ?? '');
  }
  return { fields, left };
}

/** A sentence that names what stands beside the rows and was not read; null when there is nothing. */
export function leftNote(left: readonly string[]): string | null {
  if (left.length === 0) return null;
  const names = left.slice(0, LISTED).map((name) => `\`${name}\``);
  const more = left.length > LISTED ? ` and ${left.length - LISTED} more` : '';
  return `beside the rows, not read: ${names.join(', ')}${more}`;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_\s-]/g, '');
}

function requestTexts(name: string, node: Outline): Readonly<Record<string, string>> {
  if (node.kind === 'object') {
    if (!REQUEST_HOLDERS.has(plain(name))) return {};
    const held = [...node.members].flatMap(([inner, child]) => {
      const text = HELD_NAMES.has(plain(inner)) ? textOf(child) : null;
      return text === null ? [] : [[inner, text] as const];
    });
    return Object.fromEntries(held);
  }
  const text = REQUEST_NAMES.has(plain(name)) ? textOf(node) : null;
  return text === null ? {} : { [name]: text };
}

function textOf(node: Outline): string | null {
  if (node.kind === 'scalar') {
    return typeof node.value === 'string' && node.value.trim() !== '' && node.cut !== true
      ? node.value
      : null;
  }
  return node.kind === 'list' && isWholeListOfTexts(node) ? node.sample.join('\n') : null;
}

function isWholeListOfTexts({ count, sample }: ListOutline): boolean {
  return count > 0 && count === sample.length && sample.every((item) => typeof item === 'string');
}

/** The paths of what is not carried of a member. */
function leftOf(node: Outline, path: readonly string[], carried: Fields): string[] {
  const name = path.at(-1) ?? '';
  if (isEmpty(node) || (node.kind !== 'object' && Object.hasOwn(carried, name))) return [];
  if (node.kind !== 'object' || Object.keys(carried).length === 0) return [writtenPath(path)];
  return [...node.members].flatMap(([inner, child]) => leftOf(child, [...path, inner], carried));
}

function isEmpty(node: Outline): boolean {
  if (node.kind === 'list') return node.count === 0;
  if (node.kind === 'object') return node.count === 0 || [...node.members.values()].every(isEmpty);
  return node.value === null || node.value === '';
}
