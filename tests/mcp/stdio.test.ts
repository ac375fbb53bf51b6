import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { finished, startCliWith } from '../e2e/run-cli.ts';
import { TINY } from '../encoder-folder.ts';
import { overStdio, type Era } from './connect.ts';
import { sampleRows, startSampleService, type SampleService } from './sample-service.ts';

// Every test starts the program, as a host of tools does; what it costs is mostly that.
let service: SampleService;

beforeAll(async () => {
  const grants = [
    ['reader', ['read'], null],
    ['writer', ['write'], null],
  ] as const;
  service = await startSampleService(
    grants.map(([name, scopes, corpora]) => [name, [...scopes], corpora]),
    { rows: 12, encoder: 'tiny' },
  );
});

const running = (key: string): Record<string, string> => ({
  KINDRED_URL: service.url,
  KINDRED_API_KEY: service.keys[key] ?? '',
});

describe('kindred mcp beside a running service', () => {
  it.each<[Era, string]>([
    ['modern', '2026-07-28'],
    ['legacy', '2025-11-25'],
  ])('only reads: a %s client is served by revision %s', async (era, version) => {
    const { client, tools, call } = await overStdio([], running('writer'), era);
    expect(client.getNegotiatedProtocolVersion()).toBe(version);
    expect(client.getServerVersion()).toMatchObject({ name: 'kindred' });
    expect(client.getInstructions()).toContain('kindred mcp --write');
    const names = await tools();
    expect(names).toContain('search_records');
    expect(names).not.toContain('start_curation');
    await expect(call('start_curation', { operation: 'neighbours', corpus: 'sample' })).rejects.toThrow();
    const found = await call('search_records', { corpus: 'sample', text: 'poem', limit: 2 });
    expect(found.structured).toMatchObject({ hits: [{}, {}] });
  });

  it('offers with --write no more than the key may do', async () => {
    const reader = await overStdio(['--write'], running('reader'));
    expect(await reader.tools()).not.toContain('start_curation');
    const { isError, text } = await reader.call('describe_corpus', { corpus: 'nothing' });
    expect({ isError, text }).toMatchObject({
      isError: true,
      text: expect.stringContaining('not_found') as string,
    });
  });

  it('starts a job with --write, and reads what it found', async () => {
    const { tools, call } = await overStdio(['--write'], running('writer'));
    expect(await tools()).toContain('start_curation');
    const started = await call('start_curation', { operation: 'deduplicate', corpus: 'sample' });
    const { job } = started.structured;
    const ended = await call('get_job', { job, wait_seconds: 45 });
    expect(ended.structured).toMatchObject({ over: true, job: { state: 'completed' } });
    const { structured } = await call('read_results', { job });
    expect(structured).toMatchObject({ report: { kind: 'deduplicate', rows: 12 } });
  });
});

describe('kindred mcp without a service', () => {
  it('opens the data directory when a tool needs it, and works on the jobs that it starts', async () => {
    const own = { KINDRED_DATA: `${service.dataDir}-of-tools`, KINDRED_ENCODER: TINY };
    const rows = join(await temporaryDirectory(), 'rows.jsonl');
    await writeFile(rows, (await sampleRows()).slice(0, 8).join('\n'));
    const ingested = await finished(startCliWith(own, 'ingest', rows, '--corpus', 'own'));
    expect(ingested.code, ingested.stderr).toBe(0);
    const { call } = await overStdio(['--write'], own);
    const started = await call('start_curation', { operation: 'deduplicate', corpus: 'own' });
    expect(started.isError, started.text).toBe(false);
    const { job } = started.structured;
    expect((await call('get_job', { job, wait_seconds: 45 })).structured).toMatchObject({ over: true });
    expect((await call('read_results', { job })).structured).toMatchObject({ report: { rows: 8 } });
  });

  it('says who else has the data directory', async () => {
    const { call } = await overStdio([], { KINDRED_DATA: service.dataDir, KINDRED_ENCODER: TINY });
    const { isError, text, structured } = await call('list_corpora');
    expect(isError, text).toBe(true);
    expect(structured).toMatchObject({ error: { code: 'data_directory_busy', retryable: true } });
    expect(text).toContain('KINDRED_URL');
  });

  it('ends when its client goes, and has written nothing but messages to stdout', async () => {
    const child = startCliWith({ KINDRED_DATA: `${service.dataDir}-unused` }, 'mcp');
    child.stdin.end();
    expect(await finished(child)).toMatchObject({ code: 0, stdout: '' });
  });
});
