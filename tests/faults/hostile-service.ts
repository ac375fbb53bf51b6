import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import { IngestionReport } from '../../schemas/api/jobs.ts';
import { answerOf, jsonLines, parseEvents } from '../api/service.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { atEndOfFile } from '../setup/end-of-file.ts';
import { serveAlone, type ServedProcess } from './served.ts';

/** Two good rows. Tests put hostile rows between them. */
export const GOOD = [
  { instruction: 'Write a poem about the sea.', output: 'Waves.' },
  { instruction: 'Write a poem about the moon.', output: 'Light.' },
];
export const [FIRST, LAST] = GOOD.map((row) => JSON.stringify(row));

export const MEGABYTE = 1_000_000;

export const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

type Body = NonNullable<RequestInit['body']>;

/** A service in a separate process, with the corpus `good`. It ends after the tests of the file. */
export interface HostileService extends ServedProcess {
  /** The folder from which the service may import files, inside a temporary folder of the test. */
  readonly importDir: string;
  post(path: string, body: Body, type?: string): Promise<Response>;
  /** Uploads a file, and resolves with the last report on its ingestion. */
  reportOf(corpus: string, name: string, body: Body): Promise<IngestionReport>;
}

export async function serveToStrangers(): Promise<HostileService> {
  const base = await temporaryDirectory();
  const importDir = join(base, 'import');
  await mkdir(importDir);
  const served = await serveAlone({
    KINDRED_DATA: join(base, 'data'),
    KINDRED_IMPORT_DIR: importDir,
    KINDRED_LOG_LEVEL: 'silent',
  });
  atEndOfFile(() => served.stop());
  const post: HostileService['post'] = (path, body, type = 'application/octet-stream') =>
    fetch(`${served.url}${path}`, { method: 'POST', headers: { 'content-type': type }, body });
  const reportOf: HostileService['reportOf'] = async (corpus, name, body) => {
    const path = `/v1/corpora/${corpus}/ingestions?file_name=${encodeURIComponent(name)}`;
    const { job } = await answerOf(IngestionAccepted, post(path, body), 202);
    const events = parseEvents(await (await fetch(`${served.url}/v1/jobs/${job}/events`)).text());
    return IngestionReport.parse(events.at(-1)?.data);
  };
  expect(await reportOf('good', 'good.jsonl', jsonLines(GOOD))).toMatchObject({ state: 'completed' });
  return { ...served, importDir, post, reportOf };
}
