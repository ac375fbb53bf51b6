import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AuditEntry } from '../../schemas/audit.ts';

const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
const FILE_BYTES = 16 * 1024 ** 2;
/** What the log takes of the disk at most, however much happens within the days that it is kept for. */
const ALL_BYTES = 512 * 1024 ** 2;
const DAY_MS = 86_400_000;
/** A file of a day in UTC, and the number of the file within the day. */
const FILE_NAME = /^(\d{4}-\d{2}-\d{2})\.(\d{4})\.jsonl$/;

/** Paths whose last line may be torn, because writing it failed: the next one begins anew. */
const torn = new Set<string>();

/**
 * Appends an entry to the log in the folder `audit` of `dataDir`. When that begins a new file, files that are older than
 * `days` are removed, and the oldest of those that are too many.
 */
export async function appendToAudit(dataDir: string, entry: AuditEntry, days: number): Promise<void> {
  const folder = join(dataDir, 'audit');
  const { path, isNew } = await fileFor(folder, entry.at.slice(0, 10));
  if (isNew) {
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
    await removeOld(folder, days);
  }
  const line = `${torn.has(path) ? '\n' : ''}${JSON.stringify(entry)}\n`;
  try {
    // One short write to a file opened for appending is not mixed with those of other processes.
    await appendFile(path, line, { mode: OWNER_ONLY });
    torn.delete(path);
  } catch (error) {
    torn.add(path);
    throw error;
  }
}

/** The entries of the log, oldest first. A line that was torn by a kill is left out. */
export async function* readAudit(dataDir: string): AsyncGenerator<AuditEntry> {
  const folder = join(dataDir, 'audit');
  for (const name of await filesOf(folder)) {
    const lines = createInterface({ input: createReadStream(join(folder, name)), crlfDelay: Infinity });
    for await (const line of lines) {
      const entry = entryOf(line);
      if (entry !== null) yield entry;
    }
  }
}

/** When each of these keys was last used, as far as the log says; to within the minutes for which uses are counted. */
export async function lastUses(dataDir: string, ids: ReadonlySet<string>): Promise<Map<string, string>> {
  const uses = new Map<string, string>();
  for await (const { event, key, at } of readAudit(dataDir)) {
    if (event === 'key_used' && key !== null && ids.has(key)) uses.set(key, at);
  }
  return uses;
}

function entryOf(line: string): AuditEntry | null {
  try {
    return AuditEntry.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** The last file of this day, or the one after it when that is full. */
async function fileFor(folder: string, day: string): Promise<{ path: string; isNew: boolean }> {
  const last = (await filesOf(folder)).findLast((name) => name.startsWith(day));
  if (last !== undefined) {
    const path = join(folder, last);
    if ((await sizeOf(path)) < FILE_BYTES) return { path, isNew: false };
  }
  const [, , number = '-1'] = FILE_NAME.exec(last ?? '') ?? [];
  return { path: join(folder, `${day}.${String(Number(number) + 1).padStart(4, '0')}.jsonl`), isNew: true };
}

async function removeOld(folder: string, days: number): Promise<void> {
  const oldest = new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
  let bytes = FILE_BYTES;
  for (const name of (await filesOf(folder)).reverse()) {
    bytes += await sizeOf(join(folder, name));
    if (name.slice(0, oldest.length) < oldest || bytes > ALL_BYTES)
      await rm(join(folder, name), { force: true });
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found?.size ?? 0;
}

async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => FILE_NAME.test(name)).sort();
}
