import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { IngestionAccepted } from '../../../schemas/api/ingestions.ts';
import type { IngestCorpusResult } from '../../../schemas/jobs.ts';
import { jobUntil } from '../../faults/ingested-over-http.ts';

export interface FileIngestion {
  readonly result: IngestCorpusResult;
  /** From the first byte sent until the last row was stored. */
  readonly storedAfter: number;
  /** Until Qdrant had built its index too. Both in seconds. */
  readonly settledAfter: number;
}

/** Sends a file to an API as it is, and waits until its rows are stored and found as fast as they will be. */
export async function ingestFile(api: string, corpus: string, path: string): Promise<FileIngestion> {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1_000;
  const body = Readable.toWeb(createReadStream(path)) as ReadableStream;
  const response = await fetch(
    `${api}/v1/corpora/${corpus}/ingestions?file_name=${encodeURIComponent(basename(path))}`,
    { method: 'POST', body, duplex: 'half' },
  );
  if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
  const { job } = (await response.json()) as IngestionAccepted;
  await jobUntil(api, job, ({ stage }) => stage === 'indexing' || stage === 'done');
  const storedAfter = seconds();
  const { result } = await jobUntil(api, job, ({ state }) => state === 'completed');
  if (result === null || !('rejected' in result)) throw new Error('the job has no result of an ingestion');
  return { result, storedAfter, settledAfter: seconds() };
}
