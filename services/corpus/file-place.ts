import type { Json } from '../../schemas/record.ts';

/** Words that name a split by themselves, as the Hub knows them. */
const SPLITS = 'train|training|validation|valid|val|dev|test|testing|eval|evaluation';
/** `train-00000-of-00002.parquet`, and with the name of the data set before the split. */
const SHARD = /^(.+)-\d{5}-of-\d{5,}$/;
/** What shards are called that have their split in the folder. */
const NO_SPLIT = new Set(['data', 'part', 'shard', 'output', 'file']);
/** Digits are taken one by one, so that there is one way alone to read a name: with two, a long one would take for ever. */
const WHOLE = new RegExp(`^(${SPLITS})(?:(?:[-_.]{0,2}|[-_.]?(?:part|shard)[-_.]?)\\d)*$`, 'i');
const LAST = new RegExp(`(^|[-_.])(${SPLITS})$`, 'i');
const ENDINGS = /(\.[A-Za-z]{1,8}){1,2}$/;
const PARTITION = /^([^=/]+)=([^/]*)$/;
/** How Hive writes null. */
const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__';
const WHOLE_NUMBER = /^-?(0|[1-9]\d{0,14})$/;

/**
 * The split that the name of a file, or else of one of its folders, says: `train-00000-of-00002.parquet`, `squad_dev.json`,
 * `test/part-0.csv`; undefined when they say none. It is the word as it stands there.
 */
export function splitOfName(name: string): string | undefined {
  const [file = '', ...folders] = name.split('/').reverse();
  const own = splitOfFile(file.replace(ENDINGS, ''));
  if (own !== undefined) return own;
  for (const folder of folders) {
    const partition = PARTITION.exec(folder);
    if (partition?.[1] === 'split') return partition[2];
    if (WHOLE.test(folder)) return folder;
  }
  return undefined;
}

function splitOfFile(stem: string): string | undefined {
  const shard = SHARD.exec(stem)?.[1];
  const known = LAST.exec(shard ?? stem)?.[2] ?? WHOLE.exec(stem)?.[1];
  if (known !== undefined) return known;
  return shard === undefined || NO_SPLIT.has(shard.toLowerCase()) || /[-.]/.test(shard) ? undefined : shard;
}

/**
 * The columns that stand in the names of folders, as in `lang=en/year=2024/part-0.parquet`. Whole numbers become numbers,
 * as pyarrow and DuckDB read them.
 */
export function partitionsOf(name: string): Readonly<Record<string, Json>> {
  const folders = name.split('/').slice(0, -1);
  return Object.fromEntries(
    folders.flatMap((folder) => {
      const [, column, value] = PARTITION.exec(folder) ?? [];
      return column === undefined || value === undefined ? [] : [[unescaped(column), partitionValue(value)]];
    }),
  );
}

function partitionValue(value: string): Json {
  if (value === NULL_PARTITION) return null;
  const text = unescaped(value);
  return WHOLE_NUMBER.test(text) ? Number(text) : text;
}

/** Without the percent signs with which writers escape what folders cannot be named. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
