import type { Client } from '../../clients/typescript/src/kindred-client.ts';
import { MISFITS_FILE, type ExportReport } from '../../schemas/curation/export.ts';
import { splitEndings } from './files/part-name.ts';
import { downloadAs } from './run-curation.ts';

/** Where the list of records is saved that a layout cannot hold whole. */
function misfitsPath(out: string): string {
  return `${splitEndings(out).stem}.${MISFITS_FILE}`;
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
