import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { KindredError } from '../../schemas/errors.ts';

/** Stands in a file name for the time of the backup, so that names sort by time. */
const TIME = '{time}';
/** The time in UTC, in characters that every file system takes: `2026-01-31T02-15-00Z`. */
const TIME_PATTERN = String.raw`\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z`;
/** A draft that is older than this belongs to a backup that was killed. */
const STALE_DRAFT_MS = 24 * 60 * 60 * 1_000;

/** The path of a backup that is made at `now`. */
export function backupPath(pattern: string, now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(':', '-');
  return join(dirname(pattern), basename(pattern).replaceAll(TIME, `${time}Z`));
}

/**
 * Checks that older backups can be told from other files.
 * @throws KindredError `invalid_request` when the name has no {time}
 */
export function checkPattern(pattern: string): void {
  if (basename(pattern).split(TIME).length === 2) return;
  throw new KindredError(
    'invalid_request',
    '--keep needs {time} once in the name of the file, for example backups/kindred-{time}.jsonl.gz: it removes older files whose ' +
      'names differ in nothing else.',
  );
}

/**
 * Removes all but the newest `keep` backups whose names fit the pattern, and drafts that killed backups have left.
 * @returns the paths that were removed
 */
export async function removeOlder(pattern: string, keep: number, now: Date): Promise<string[]> {
  const folder = dirname(pattern);
  const [before = '', after = ''] = basename(pattern).split(TIME).map(escaped);
  const backup = new RegExp(`^${before}${TIME_PATTERN}${after}$`);
  const draft = new RegExp(`^${before}${TIME_PATTERN}${after}\\.part$`);
  const names = (await readdir(folder)).sort();
  const backups = names.filter((name) => backup.test(name));
  const old = backups.slice(0, Math.max(0, backups.length - keep)).map((name) => join(folder, name));
  for (const path of names.filter((name) => draft.test(name)).map((name) => join(folder, name))) {
    if (now.getTime() - (await stat(path)).mtimeMs > STALE_DRAFT_MS) old.push(path);
  }
  for (const path of old) await rm(path, { force: true });
  return old;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
