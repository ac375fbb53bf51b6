import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { overHttp, type Connected } from './connect.ts';
import { ingestRows, sampleRows, startSampleService, type SampleService } from './sample-service.ts';

const WRITING = ['start_curation', 'cancel_job'];
const RATE_LIMIT = 200;

let service: SampleService;
const as = (key: string, query = ''): Promise<Connected> =>
  overHttp(`${service.url}/mcp${query}`, service.keys[key] ?? null);

beforeAll(async () => {
  service = await startSampleService(
    [
      ['writer', ['write'], null],
      ['reader', ['read'], null],
      ['ours', ['write'], ['ours']],
      ['watcher', ['metrics'], null],
      ['greedy', ['read'], null],
      ['noted', ['read'], null],
    ],
    {
      rows: 12,
      encoder: 'tiny',
      variables: { KINDRED_RATE_LIMIT: String(RATE_LIMIT), KINDRED_KEY_REQUESTS: '1' },
    },
  );
  await ingestRows(service.client, 'ours', (await sampleRows()).slice(20, 30));
});

describe('/mcp with keys', () => {
  it('answers nobody without a key that is known and may read', async () => {
    const status = async (key: string | null): Promise<number> => {
      const headers = {
        'content-type': 'application/json',
        ...(key !== null && { authorization: `Bearer ${key}` }),
      };
      return (await fetch(`${service.url}/mcp`, { method: 'POST', headers, body: '{}' })).status;
    };
    expect(await status(null)).toBe(401);
    expect(await status('kindred_0_0')).toBe(401);
    expect(await status(service.keys['watcher'] ?? null)).toBe(403);
  });

  it('lists only the tools that a key may use', async () => {
    const [reader, writer] = [await as('reader'), await as('writer')];
    const careful = await as('writer', '?write=false');
    expect(await writer.tools()).toEqual(expect.arrayContaining(WRITING));
    for (const one of [reader, careful]) {
      const tools = await one.tools();
      expect(tools).toContain('read_results');
      for (const name of WRITING) expect(tools).not.toContain(name);
      await expect(
        one.call('start_curation', { operation: 'neighbours', corpus: 'sample' }),
      ).rejects.toThrow();
    }
    const insisting = await as('reader', '?write=true');
    expect(await insisting.tools()).toEqual(await reader.tools());
  });

  it('shows a key for some corpora no others', async () => {
    const ours = await as('ours');
    expect((await ours.call('list_corpora')).structured).toMatchObject({
      corpora: [{ name: 'ours', records: 10 }],
      total: 1,
    });
    for (const [name, input] of [
      ['describe_corpus', { corpus: 'sample' }],
      ['search_records', { corpus: 'sample' }],
      ['start_curation', { operation: 'deduplicate', corpus: 'sample' }],
      ['start_curation', { operation: 'deduplicate', corpus: 'ours', options: { against: 'sample' } }],
    ] as const) {
      const { isError, text } = await ours.call(name, input);
      expect(isError).toBe(true);
      expect(text).toContain('not_found');
    }
  });

  it('holds a key to its requests a minute by what tools ask, and says when to ask again', async () => {
    const greedy = await as('greedy');
    for (let calls = 0; ; calls += 1) {
      const { isError, text, structured } = await greedy.call('describe_corpus', { corpus: 'sample' });
      if (!isError) continue;
      expect(structured).toMatchObject({ error: { code: 'rate_limited', retryable: true } });
      expect(text).toMatch(/Ask again in \d+ s\./);
      expect(calls).toBe(RATE_LIMIT);
      break;
    }
    expect(await greedy.tools()).toContain('list_corpora');
  });

  it('notes what a tool asked under the key that called it', async () => {
    await (await as('noted')).call('list_corpora');
    const folder = join(service.dataDir, 'audit');
    const entries = async (): Promise<unknown[]> => {
      const files = (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8'));
      const lines = (await Promise.all(files)).flatMap((text) => text.trim().split('\n'));
      return lines.map((line) => JSON.parse(line) as unknown);
    };
    await expect
      .poll(entries)
      .toContainEqual(
        expect.objectContaining({ event: 'key_used', name: 'noted', times: { listCorpora: 1 } }),
      );
  });
});

describe('a curation over HTTP', () => {
  it('is started, followed and read by a key that may write', async () => {
    const writer = await as('writer');
    const started = await writer.call('start_curation', { operation: 'deduplicate', corpus: 'sample' });
    expect(started.structured).toMatchObject({ operation: 'deduplicate', corpora: ['sample'] });
    const job = started.structured['job'];
    const ended = await writer.call('get_job', { job, wait_seconds: 45 });
    expect(ended.structured).toMatchObject({ over: true, job: { state: 'completed', kind: 'deduplicate' } });
    const reader = await as('reader');
    expect((await reader.call('read_results', { job })).structured).toMatchObject({
      report: { kind: 'deduplicate', rows: 12 },
      files: expect.arrayContaining([
        { name: 'marks.jsonl', bytes: expect.any(Number) as number },
      ]) as unknown,
    });
    const { structured } = await reader.call('read_results', { job, file: 'marks.jsonl' });
    expect((structured['text'] as string).trim().split('\n')).toHaveLength(12);
    expect(structured['next']).toBeNull();
    expect((await writer.call('cancel_job', { job })).structured).toEqual({ id: job, cancelled: false });
  });

  it.each([
    [{ operation: 'deduplicate', corpus: 'sample', options: { threshold: 5 } }, 'threshold: '],
    [{ operation: 'deduplicate', corpus: 'sample', options: { treshold: 0.9 } }, 'unknown field'],
    [{ operation: 'deduplicate' }, 'corpus: deduplicate is about one corpus'],
    [{ operation: 'diff', corpus: 'sample', options: {} }, 'corpus: diff takes all its corpora from options'],
  ])('is refused as %j, with the field and the way out', async (input, message) => {
    const { isError, text } = await (await as('writer')).call('start_curation', input);
    expect(isError).toBe(true);
    expect(text).toContain(message);
  });
});
