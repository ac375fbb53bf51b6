import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MOST_CHARACTERS } from '../../services/mcp/bounded.ts';
import { overHttp, type Connected } from './connect.ts';
import { ingestRows, startSampleService, type SampleService } from './sample-service.ts';

const CATS = 'Write a poem about cats who ignore their owners';
const READING = [
  'list_corpora',
  'describe_corpus',
  'describe_tasks',
  'count_facets',
  'find_demonstrations',
  'search_records',
  'get_record',
  'check_duplicates',
  'best_practices',
  'describe_operation',
  'list_jobs',
  'get_job',
  'read_results',
];
const FoundPrompt = z.object({ prompt: z.string(), prefix: z.looseObject({ length: z.int() }) });
const PARAGRAPH = 'A long line of an answer that goes on and on. ';

let service: SampleService;
let reader: Connected;

beforeAll(async () => {
  service = await startSampleService();
  reader = await overHttp(`${service.url}/mcp`, null);
});

describe('tools over HTTP', () => {
  it.each([
    ['list_corpora', {}, { corpora: [{ name: 'sample', records: 24 }], total: 1, next: null }],
    ['describe_corpus', { corpus: 'sample' }, { name: 'sample', records: 24 }],
    ['describe_tasks', { corpus: 'sample', by: 'kind', limit: 2 }, { by: 'kind', next: 2 }],
    ['describe_tasks', { corpus: 'sample', from: 20 }, { by: 'label', next: null }],
    [
      'count_facets',
      { corpus: 'sample', fields: ['source'], limit: 1 },
      { records: 24, facets: [{ field: 'source' }] },
    ],
    [
      'search_records',
      { corpus: 'sample', text: 'poem', limit: 1 },
      { hits: [{ record: { kind: 'write-poem' } }] },
    ],
    [
      'check_duplicates',
      { corpus: 'sample', rows: [{ instruction: CATS }, { instruction: 'Name a moon of Mars.' }] },
      { rows: [{ status: 'duplicate', reason: 'lexical' }, { status: 'new' }] },
    ],
    ['best_practices', { topic: 'duplicates' }, { topic: 'duplicates' }],
    ['describe_operation', { operation: 'deduplicate' }, { takes_corpus: true, options: { type: 'object' } }],
    ['list_jobs', { kind: 'ingest-corpus' }, { jobs: [{ state: 'completed', corpus: 'sample' }] }],
  ])('%s answers %j with what the service has', async (name, input, expected) => {
    const { isError, text, structured } = await reader.call(name, input);
    expect(isError, text).toBe(false);
    expect(structured).toMatchObject(expected);
    expect(JSON.parse(text)).toEqual(structured);
  });

  it('finds demonstrations, best first, and renders the prompt when that is asked for', async () => {
    const query = { instruction: 'Write a poem about photosynthesis.', k: 3, min_fit: 0 };
    const { structured } = await reader.call('find_demonstrations', query);
    expect(structured).toMatchObject({
      abstained: false,
      demonstrations: [{ rank: 1, record: { kind: 'write-poem' } }, { rank: 2 }, { rank: 3 }],
    });
    const asked = await reader.call('find_demonstrations', { ...query, with_prompt: true, format: 'text' });
    expect(asked.structured['prompt']).toContain('Write a poem about photosynthesis.');
    expect(asked.structured).not.toHaveProperty('demonstrations');
  });

  it('says with a backbone how much of the prompt is the same for all queries of the kind', async () => {
    const ask = async (topic: string): Promise<{ beginning: string; prefix: unknown }> => {
      const input = { instruction: `Write a poem about ${topic}.`, k: 1, backbone: 1, format: 'text' };
      const { structured } = await reader.call('find_demonstrations', { ...input, with_prompt: true });
      const { prompt, prefix } = FoundPrompt.parse(structured);
      expect(prefix).toMatchObject({ group: 'write-poem', demonstrations: 1 });
      return { beginning: prompt.slice(0, prefix.length), prefix };
    };
    const [snow, rivers] = [await ask('snow'), await ask('rivers')];
    expect(snow.beginning).not.toBe('');
    expect(snow).toEqual(rivers);
    const { structured } = await reader.call('find_demonstrations', {
      instruction: 'Write a poem about snow.',
    });
    expect(structured).toMatchObject({ prefix: null });
  });

  it.each([
    ['search_records', { corpus: 'sample', limit: 101 }, 'limit: '],
    ['search_records', { corpus: 'sample', query: 'poem' }, '"query"'],
    ['search_records', { corpus: 'a/b', text: 'poem' }, 'corpus: '],
    ['search_records', { corpus: 'sample', space: 'words' }, 'space: words needs a text'],
    ['get_job', { job: 'latest' }, 'job: This is no id of a job'],
    ['check_duplicates', { corpus: 'sample', rows: [] }, 'rows: '],
    ['read_results', { job: '00000000-0000-4000-8000-000000000000', file: '../keys.json' }, 'file: '],
    ['describe_operation', { operation: 'delete' }, 'operation: '],
  ])('%s refuses %j and names the field', async (name, input, message) => {
    const { isError, text } = await reader.call(name, input);
    expect(isError).toBe(true);
    expect(text).toContain(message);
  });

  it('answers an error of the service with its message and a way out', async () => {
    const { isError, text, structured } = await reader.call('describe_corpus', { corpus: 'nothing' });
    expect(isError).toBe(true);
    expect(text).toContain("not_found: There is no corpus 'nothing'.");
    expect(structured).toMatchObject({
      error: {
        code: 'not_found',
        retryable: false,
        way_out: expect.stringContaining('list_corpora') as string,
      },
    });
  });
});

describe('long answers', () => {
  const rows = Array.from({ length: 24 }, (_, at) =>
    JSON.stringify({
      instruction: `Tell story ${at}.`,
      output: `${at}: ${PARAGRAPH.repeat(200)}`,
      tags: Array(400).fill('tag'),
    }),
  );

  beforeAll(() => ingestRows(service.client, 'long', rows));

  it('have a stated number of characters at most, and pages that leave no record out', async () => {
    const ids = new Set<unknown>();
    for (let after: string | null | undefined; after !== null;) {
      const page = { corpus: 'long', limit: 24, ...(after !== undefined && { after }) };
      const { isError, text, structured } = await reader.call('search_records', page);
      expect(isError, text).toBe(false);
      expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS);
      expect(structured).toMatchObject({ rest: 'get_record has whole texts.' });
      const { hits, next } = structured as { hits: { record: { id: string } }[]; next: string | null };
      for (const { record } of hits) ids.add(record.id);
      after = next;
    }
    expect(ids.size).toBe(24);
  });

  it('are read to the end in parts', async () => {
    const found = await reader.call('search_records', { corpus: 'long', text: 'story 7', limit: 1 });
    const { hits } = found.structured as { hits: { record: { id: string } }[] };
    const of = { corpus: 'long', id: hits[0]?.record.id, field: 'output' };
    let output = '';
    for (let from: number | null = 0; from !== null;) {
      const { structured } = await reader.call('get_record', { ...of, from });
      output += structured['text'] as string;
      from = structured['next'] as number | null;
    }
    expect(output).toMatch(/^\d+: /);
    expect(output.replace(/^\d+: /, '')).toBe(PARAGRAPH.repeat(200));
  });
});

describe('/mcp without keys', () => {
  it('offers reading alone', async () => {
    expect(await reader.tools()).toEqual(READING);
    const { tools } = await reader.client.listTools();
    for (const { annotations, title, description } of tools) {
      expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false, openWorldHint: false });
      expect(title?.length).toBeGreaterThan(5);
      expect(description?.length).toBeGreaterThan(80);
    }
    await expect(
      reader.call('start_curation', { operation: 'deduplicate', corpus: 'sample' }),
    ).rejects.toThrow('start_curation not found');
  });

  it('offers tools that write where the address says so', async () => {
    const writer = await overHttp(`${service.url}/mcp?write=true`, null);
    expect(await writer.tools()).toEqual(expect.arrayContaining(['start_curation', 'cancel_job']));
  });

  it('serves clients of the revision before, with a handshake and without a session', async () => {
    const older = await overHttp(`${service.url}/mcp`, null, 'legacy');
    expect(older.client.getNegotiatedProtocolVersion()).toBe('2025-11-25');
    expect(reader.client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    expect(await older.tools()).toEqual(READING);
    const { structured } = await older.call('list_corpora');
    expect(structured).toMatchObject({
      corpora: expect.arrayContaining([{ name: 'sample', records: 24 }]) as unknown,
    });
  });

  it('keeps 64 calls at a time apart', async () => {
    const limits = Array.from({ length: 64 }, (_, at) => 1 + (at % 9));
    const answers = await Promise.all(
      limits.map((limit) => reader.call('describe_tasks', { corpus: 'sample', limit })),
    );
    expect(answers.map(({ structured }) => structured['next'])).toEqual(limits);
  });

  it('answers no page of another site, and no other host name', async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const post = async (more: Record<string, string>): Promise<number | undefined> => {
      const sent = request(`${service.url}/mcp`, { method: 'POST', headers: { ...headers, ...more } });
      sent.end(body);
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };
    expect(await post({})).toBe(200);
    expect(await post({ origin: 'https://elsewhere.example' })).toBe(403);
    expect(await post({ host: 'rebound.example' })).toBe(403);
  });

  it.each(['GET', 'DELETE'])('has no sessions: %s is not allowed', async (method) => {
    const { status, headers } = await fetch(`${service.url}/mcp`, { method });
    expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow: 'POST' });
  });

  it('refuses what is no message, with 400', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const body of ['{', '{}', '[]', '{"jsonrpc":"2.0"}']) {
      const { status } = await fetch(`${service.url}/mcp`, { method: 'POST', headers, body });
      expect(status, body).toBe(400);
    }
    const wrong = await fetch(`${service.url}/mcp?write=maybe`, { method: 'POST', headers, body: '{}' });
    expect(wrong.status).toBe(400);
  });
});
