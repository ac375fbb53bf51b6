import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CurationReport } from '../../../../schemas/api/jobs.ts';
import { MISFITS_FILE, type ExportReport } from '../../../../schemas/curation/export.ts';
import type { ResultFileName } from '../../../../schemas/curation/operations.ts';
import type { Client } from '../kindred-client.ts';
import { ServiceError } from '../service-error.ts';
import { openPendingFile } from './pending-file.ts';
import { splitEndings } from './split-endings.ts';

/** How often a file is fetched whose connection breaks off. */
const DOWNLOADS = 3;

/**
 * Writes the files of a job into a folder.
 * @returns the paths that were written
 */
export async function download(
  client: Client,
  { id, result }: CurationReport,
  folder: string,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files = result?.files ?? [];
  for (const { name } of files) await downloadAs(client, id, name, join(folder, name));
  return files.map(({ name }) => join(folder, name));
}

/**
 * Saves the file of an export, and beside it the list of what it does not hold.
 * @returns the paths that were written
 */
export async function saveExport(
  client: Client,
  job: string,
  { trainers, file }: ExportReport,
  out: string,
): Promise<string[]> {
  await downloadAs(client, job, file, out);
  if ((trainers?.not_expressible ?? 0) === 0) return [out];
  await downloadAs(client, job, MISFITS_FILE, misfitsPath(out));
  return [out, misfitsPath(out)];
}

/** Where the list of records is saved that a layout cannot hold whole. */
function misfitsPath(out: string): string {
  return `${splitEndings(out).stem}.${MISFITS_FILE}`;
}

/** Writes one file of a job to a path of the user, completely or not at all. One that breaks off is fetched again. */
async function downloadAs(client: Client, job: string, name: ResultFileName, path: string): Promise<void> {
  for (let left = DOWNLOADS; ; left--) {
    try {
      await downloadOnce(client, job, name, path);
      return;
    } catch (error) {
      if (left === 1 || !(error instanceof ServiceError && error.isUnavailable)) throw error;
    }
  }
}

async function downloadOnce(client: Client, job: string, name: ResultFileName, path: string): Promise<void> {
  const file = await openPendingFile(path);
  try {
    for await (const bytes of await client.resultFile(job, name)) await file.append(bytes);
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}
