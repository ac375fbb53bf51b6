/** Pairs of rows of which it is known whether both ask for the same: written ones, and ones that were found in data and read. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { at } from '../../services/runtime/at.ts';

const PAIRS = new URL('pairs/', import.meta.url);
/** One group in so many is held out (`HELD_OUT` of pair_rows.py); every other one of these is measured by. */
const HELD_OUT = 12;
/** The files with the rows that the pairs of `found.jsonl` name, below the folder of data; a row stands in several. */
const ROWS = ['labels/kinds_train', 'corpora/mixed', 'corpora/prompts_zh', 'corpora/prompts_chat'].map(
  (name) => `${name}.jsonl.gz`,
);

const Row = z.object({ instruction: z.string(), input: z.string().default('') });
export type Row = z.infer<typeof Row>;
const Named = Row.extend({ id: z.string() });
const Group = z.object({ lang: z.string(), base: Row, same: z.array(Row), different: z.array(Row) });
type Group = z.infer<typeof Group>;
const Additions = z.record(
  z.string(),
  z.object({ requirements: z.array(z.string()), courtesies: z.array(z.string()) }),
);
const Found = z.object({ a: z.string(), b: z.string(), same: z.boolean(), for: z.number() });

export interface JudgedPair {
  readonly a: Row;
  readonly b: Row;
  readonly same: boolean;
  /** Pairs of one group have rows in common. */
  readonly group: string;
  /** How many pairs it stands for. */
  readonly weight: number;
}

async function linesOf<T extends z.ZodType>(file: URL, schema: T): Promise<z.infer<T>[]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.filter((line) => line !== '').map((line) => schema.parse(JSON.parse(line)));
}

/** The groups that training leaves out, but for those by which `.ci/answers.mjs` measures. */
async function groupsLeftOut(): Promise<Group[]> {
  const folder = new URL('groups/', PAIRS);
  const names = (await readdir(folder)).sort();
  const groups = await Promise.all(names.map((name) => linesOf(new URL(name, folder), Group)));
  return groups.flat().filter(({ base }) => {
    const number = parseInt(createHash('sha256').update(embeddingText(base)).digest('hex').slice(0, 8), 16);
    return number % HELD_OUT === 0 && number % (2 * HELD_OUT) !== 0;
  });
}

/** The pairs of a group: its base with each other row, and a few pairs of two other wordings; all of them would be three times as many, and far apart. */
function pairsOfGroup({ base, same, different }: Group, group: string): JudgedPair[] {
  const pair = (a: Row, b: Row, isSame: boolean): JudgedPair => ({ a, b, same: isSame, group, weight: 1 });
  return [
    ...same.map((row) => pair(base, row, true)),
    ...different.map((row) => pair(base, row, false)),
    pair(at(same, 0), at(same, 1), true),
    pair(at(same, 1), at(different, 0), false),
    pair(at(same, same.length - 1), at(different, different.length - 1), false),
  ];
}

/** What a base asks for with a requirement more is something else, in its own words or in others; with a courtesy it is the same. */
function pairsWithAdditions(
  { lang, base, same }: Group,
  place: number,
  additions: z.infer<typeof Additions>,
): JudgedPair[] {
  const { requirements, courtesies } = additions[lang] ?? at(Object.values(additions), 0);
  const added = (text: string, first = false): Row => ({
    ...base,
    instruction: (first ? [text, base.instruction] : [base.instruction, text]).join(' '),
  });
  const requirement = added(at(requirements, place % requirements.length));
  const group = `group ${place}`;
  return [
    { a: base, b: requirement, same: false, group, weight: 1 },
    { a: at(same, 0), b: requirement, same: false, group, weight: 1 },
    {
      a: base,
      b: added(at(courtesies, place % courtesies.length), place % 2 === 0),
      same: true,
      group,
      weight: 1,
    },
  ];
}

/** Pairs that were written: `pairs/groups`, and these with the additions of `pairs/additions.json`. */
export async function writtenPairs(): Promise<JudgedPair[]> {
  const additions = Additions.parse(JSON.parse(await readFile(new URL('additions.json', PAIRS), 'utf8')));
  return (await groupsLeftOut()).flatMap((group, place) => [
    ...pairsOfGroup(group, `group ${place}`),
    ...pairsWithAdditions(group, place, additions),
  ]);
}

/** Whether a pair of data is left to the trees and the figures; of the others the judge learns (`is_for_trees` of found_pairs.py). */
function isForTrees({ a }: z.infer<typeof Found>): boolean {
  return at([...createHash('sha256').update(a).digest()], 0) % 2 === 0;
}

/** The rows of some ids. */
async function rowsById(shared: string, ids: ReadonlySet<string>): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  for (const file of ROWS) {
    const unzipped = createReadStream(join(shared, file)).pipe(createGunzip());
    for await (const line of createInterface({ input: unzipped })) {
      const { id, ...row } = Named.parse(JSON.parse(line));
      if (ids.has(id) && !rows.has(id)) rows.set(id, row);
    }
  }
  return rows;
}

/**
 * Pairs of near rows that were found in permissive data and read one by one (`pairs/found.jsonl`), but for those that the judge learns of.
 * @param shared the folder of data, which has the rows
 */
export async function foundPairs(shared: string): Promise<JudgedPair[]> {
  const found = (await linesOf(new URL('found.jsonl', PAIRS), Found)).filter(isForTrees);
  const rows = await rowsById(shared, new Set(found.flatMap(({ a, b }) => [a, b])));
  const rowOf = (id: string): Row => {
    const row = rows.get(id);
    if (row === undefined) throw new Error(`no file of ${shared} has row ${id}`);
    return row;
  };
  return found.map(({ a, b, same, for: weight }) => ({ a: rowOf(a), b: rowOf(b), same, group: a, weight }));
}
