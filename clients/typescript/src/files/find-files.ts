import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { FORMAT_NAMES, factsOf, formatOfName } from '../../../../schemas/file-formats.ts';
import { FileError } from './file-error.ts';

/** What stands for standard input among the files. */
export const STANDARD_INPUT = '-';
/** Files beside the rows that describe them. */
const ABOUT_DATA =
  /^(readme|license|licence|copying|notice|citation|changelog|contributing|requirements|croissant|dataset_infos?|dataset_dict|state)([-_.].*)?$/i;
/** What `datasets` keeps beside a saved data set. */
const CACHE = /^cache-[0-9a-f]+.*\.arrow$/;
const LISTED = 3;

/** A file that is to be read. */
export interface FoundFile {
  readonly path: string;
  /** The name that its records keep, with the folders below the one that was named. */
  readonly name: string;
  /** The split that the folder of a saved data set says. */
  readonly split?: string;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  /** What was left out, as sentences. */
  readonly notes: readonly string[];
}

/**
 * The files that arguments name: files, folders with all that is below them, patterns such as `data/*.jsonl`, and `-`. The
 * files of a folder or pattern come in the order of their names.
 * @throws FileError when an argument names nothing that can be read
 */
export async function findFiles(args: readonly string[]): Promise<FoundFiles> {
  const found = await Promise.all(args.map(findOne));
  return { files: found.flatMap(({ files }) => files), notes: found.flatMap(({ notes }) => notes) };
}

async function findOne(arg: string): Promise<FoundFiles> {
  if (arg === STANDARD_INPUT) return { files: [{ path: arg, name: 'stdin' }], notes: [] };
  const stats = await stat(arg).catch(() => null);
  if (stats?.isFile() === true) return { files: [{ path: arg, name: nameWithPartitions(arg) }], notes: [] };
  if (stats?.isDirectory() === true) return inFolder(arg);
  // A pipe, as `<(command)` of a shell makes it, is read as a file.
  if (stats !== null) return { files: [{ path: arg, name: basename(arg) }], notes: [] };
  if (isDynamicPattern(arg)) return ofPattern(arg);
  throw new FileError(`There is no file "${arg}".`);
}

/** A file named by itself is known by its own name, after folders that are columns. */
function nameWithPartitions(path: string): string {
  const folders = dirname(resolve(path)).split(/[/\\]/);
  const from = folders.findLastIndex((folder) => !/^[^=]+=/.test(folder)) + 1;
  return [...folders.slice(from), basename(path)].join('/');
}

async function inFolder(folder: string): Promise<FoundFiles> {
  const saved = await savedSplits(folder);
  const names = await glob('**/*', { cwd: folder, dot: true, expandDirectories: false });
  return chosen(folder, names.sort(byName), saved);
}

async function ofPattern(pattern: string): Promise<FoundFiles> {
  const unified = pattern.replaceAll('\\', process.platform === 'win32' ? '/' : '\\');
  const parts = unified.split('/');
  const firstDynamic = parts.findIndex((part) => isDynamicPattern(part));
  const folder = parts.slice(0, firstDynamic).join('/') || (unified.startsWith('/') ? '/' : '.');
  const inside = parts.slice(firstDynamic).join('/');
  const names = await glob(inside, { cwd: folder, expandDirectories: false });
  if (names.length === 0) throw new FileError(`No file fits the pattern "${pattern}".`);
  const saved = await savedSplits(folder);
  return chosen(folder, names.sort(byName), saved);
}

function byName(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The folders that a saved `DatasetDict` lists, each a split. */
async function savedSplits(folder: string): Promise<ReadonlySet<string>> {
  const text = await readFile(join(folder, 'dataset_dict.json'), 'utf8').catch(() => '{}');
  try {
    const { splits } = JSON.parse(text) as { splits?: unknown };
    return new Set(Array.isArray(splits) ? splits.filter((split) => typeof split === 'string') : []);
  } catch {
    return new Set();
  }
}

function chosen(folder: string, names: readonly string[], splits: ReadonlySet<string>): FoundFiles {
  const files: FoundFile[] = [];
  const left = new Map<string, string[]>();
  for (const name of names) {
    const reason = whyLeftOut(name);
    if (reason === null) {
      const [first = ''] = name.split('/');
      files.push({ path: join(folder, name), name, ...(splits.has(first) && { split: first }) });
    } else left.set(reason, [...(left.get(reason) ?? []), name]);
  }
  const notes = [...left].map(([reason, those]) => leftOut(folder, those, reason));
  if (files.length === 0) {
    const endings = FORMAT_NAMES.flatMap((format) => factsOf(format).endings).join(', ');
    throw new FileError(
      `"${folder}" has no file whose name ends in ${endings}.${notes.length > 0 ? ` ${notes.join(' ')}` : ''}`,
    );
  }
  return { files, notes };
}

/** Why a file of a folder is not read; null for one that is. Whoever names a file by itself reads it. */
function whyLeftOut(name: string): string | null {
  const [file = '', ...folders] = name.split('/').reverse();
  if ([file, ...folders].some((part) => /^[._]/.test(part))) return 'hidden';
  if (ABOUT_DATA.test(file)) return 'about the data';
  if (CACHE.test(file)) return 'a cache of datasets';
  return formatOfName(file) === null ? 'of no known ending' : null;
}

function leftOut(folder: string, names: readonly string[], reason: string): string {
  const some = names.slice(0, LISTED).join(', ');
  const more = names.length > LISTED ? ', …' : '';
  return `Left out of ${folder}, ${names.length.toLocaleString('en')} file${names.length === 1 ? '' : 's'} ${reason}: ${some}${more}.`;
}

/** The bytes of a file, or for `-` what comes in. */
export function streamOf(path: string): AsyncIterable<Uint8Array> {
  const bytes = bytesOf(path);
  return typeof bytes === 'string' ? createReadStream(bytes) : bytes;
}

/** What the client sends of a file: its path, or for `-` what comes in. */
export function bytesOf(path: string): string | AsyncIterable<Uint8Array> {
  return path === STANDARD_INPUT ? createReadStream('', { fd: process.stdin.fd, autoClose: false }) : path;
}

/**
 * The one file that an argument names.
 * @throws FileError when it names none or several
 */
export async function findFile(arg: string): Promise<FoundFile> {
  const { files } = await findFiles([arg]);
  const [file] = files;
  if (file !== undefined && files.length === 1) return file;
  throw new FileError(`"${arg}" stands for ${files.length} files: name one.`);
}
