import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { PACKAGE_ROOT } from '../runtime/package.ts';

/*
 * Postgres takes four seconds and most of a gibibyte to make a new data directory, and always makes the same one. So a
 * build makes it once and packs it into a file; a new queue begins with what is in there.
 */

const TEMPLATE = new URL('dist/queue-template.gz', PACKAGE_ROOT);
/** The file by which Postgres knows its directories. */
const MARK = 'PG_VERSION';
const LENGTH_BYTES = 4;

/** What stands before the contents of the files, which follow one another in this order. */
interface Table {
  readonly folders: readonly string[];
  readonly files: readonly (readonly [path: string, bytes: number])[];
}

/** Packs the data directory of a closed queue into one file. */
export async function packTemplate(directory: string, file: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const pathOf = (entry: (typeof entries)[number]): string => join(entry.parentPath, entry.name);
  const nameOf = (path: string): string => relative(directory, path).split(sep).join('/');
  const paths = entries.filter((entry) => entry.isFile()).map(pathOf);
  const contents = await Promise.all(paths.map((path) => readFile(path)));
  const table: Table = {
    folders: entries.filter((entry) => entry.isDirectory()).map((entry) => nameOf(pathOf(entry))),
    files: paths.map((path, at) => [nameOf(path), contents[at]?.length ?? 0] as const),
  };
  const head = Buffer.from(JSON.stringify(table));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(head.length);
  await writeFile(file, await promisify(gzip)(Buffer.concat([length, head, ...contents]), { level: 9 }));
}

/**
 * Makes `directory` a data directory of Postgres, whole or not at all, unless it is one or has anything else in it.
 * Nothing happens without a template, in sources that were never built: Postgres then makes the directory itself.
 */
export async function unpackTemplate(directory: string, template: URL = TEMPLATE): Promise<void> {
  if (await exists(join(directory, MARK))) return;
  const packed = await readFile(template).catch(() => null);
  if (packed === null) return;
  const next = `${directory}.new`;
  await rm(next, { recursive: true, force: true });
  await mkdir(next, { recursive: true });
  await writeAll(next, await promisify(gunzip)(packed));
  await mkdir(dirname(directory), { recursive: true });
  // Takes the place of an empty folder too, and of nothing else.
  await rename(next, directory).catch(() => rm(next, { recursive: true, force: true }));
}

async function writeAll(target: string, bytes: Buffer): Promise<void> {
  const start = LENGTH_BYTES + bytes.readUInt32LE(0);
  const { folders, files } = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, start)) as Table;
  for (const folder of folders) await mkdir(join(target, folder), { recursive: true });
  let offset = start;
  for (const [path, length] of files) {
    await writeFile(join(target, path), bytes.subarray(offset, offset + length));
    offset += length;
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
