import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHttp } from '../../clients/typescript/src/http.ts';
import { createClient, type Client } from '../../clients/typescript/src/kindred-client.ts';
import { followJob } from '../../clients/typescript/src/follow-job.ts';
import type { Scope } from '../../schemas/api-keys.ts';
import { createKey } from '../../services/access/api-key.ts';
import { writeKeys } from '../../services/access/key-file.ts';
import { startService } from '../../services/cli/service.ts';
import { TINY } from '../encoder-folder.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { atEndOfFile } from '../setup/end-of-file.ts';

const SAMPLE = fileURLToPath(new URL('../../infra/sample/instructions.jsonl', import.meta.url));
const NEVER = new AbortController().signal;

export interface SampleService {
  readonly url: string;
  readonly dataDir: string;
  readonly client: Client;
  /** The keys that were made, by their names. */
  readonly keys: Readonly<Record<string, string>>;
}

interface SampleOptions {
  /** How many rows of the sample are stored. */
  readonly rows?: number;
  /** The encoder. `tiny` makes random vectors, the same for the same text. */
  readonly encoder?: 'shipped' | 'tiny';
  readonly variables?: Record<string, string>;
}

type Grant = readonly [name: string, scopes: Scope[], corpora: string[] | null];

/** Starts a service as `kindred serve` does, with rows of the sample as the corpus `sample`; with keys, if any are granted. */
export async function startSampleService(
  grants: readonly Grant[] = [],
  { rows = 24, encoder = 'shipped', variables = {} }: SampleOptions = {},
): Promise<SampleService> {
  const base = await temporaryDirectory();
  const made = grants.map(([name, scopes, corpora]) => createKey({ name, scopes, corpora }, new Date()));
  const keysFile = join(base, 'keys.json');
  if (made.length > 0)
    await writeKeys(
      keysFile,
      made.map(({ stored }) => stored),
    );
  const environment = {
    KINDRED_DATA: join(base, 'data'),
    KINDRED_PORT: '0',
    ...(made.length > 0 && { KINDRED_KEYS: keysFile }),
    ...(encoder === 'tiny' && { KINDRED_ENCODER: TINY }),
    ...variables,
  };
  const onError = (error: Error): void => {
    throw error;
  };
  const service = await startService(environment, { onError });
  atEndOfFile(() => service.close());
  await service.work();
  const writer = made.find(({ stored }) => stored.scopes.includes('write') && stored.corpora === null);
  const client = createClient(createHttp(service.url, NEVER, writer?.key ?? null));
  await ingestRows(client, 'sample', (await sampleRows()).slice(0, rows));
  const keys = Object.fromEntries(made.map(({ key, stored }) => [stored.name, key]));
  return { url: service.url, dataDir: service.dataDir, client, keys };
}

export async function sampleRows(): Promise<string[]> {
  return (await readFile(SAMPLE, 'utf8')).trim().split('\n');
}

/** Stores rows, which are lines of JSON. */
export async function ingestRows(client: Client, corpus: string, rows: readonly string[]): Promise<void> {
  const file = new Blob([rows.join('\n')]);
  const { job } = await client.ingest(corpus, file, { name: 'rows.jsonl' });
  const { state, error } = await followJob(client, job, () => undefined, NEVER);
  if (state !== 'completed') throw new Error(error ?? state);
}
