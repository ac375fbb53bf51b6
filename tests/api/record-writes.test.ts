import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { CorpusDetail, RecordPage } from '../../schemas/api/corpora.ts';
import { DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';
import {
  RecordChanged,
  RecordsDeleted,
  RecordsFound,
  RecordsWritten,
} from '../../schemas/api/record-writes.ts';
import { SearchResponse } from '../../schemas/api/records.ts';
import type { AuditEntry } from '../../schemas/audit.ts';
import { InstructionRecord } from '../../schemas/record.ts';
import { readAudit } from '../../services/access/audit-files.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({ encoder: 'tiny' });
});

const send = (method: string, path: string, body?: unknown): Promise<Response> =>
  service.fetch(`/v1/corpora/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const put = (corpus: string, records: readonly unknown[]): Promise<RecordsWritten> =>
  answerOf(RecordsWritten, send('PUT', `${corpus}/records`, { records }));
const all = async (corpus: string): Promise<InstructionRecord[]> =>
  (await answerOf(RecordPage, service.fetch(`/v1/corpora/${corpus}/records?limit=500`))).records;
const byKey = (corpus: string, key: string): Promise<Response> =>
  service.fetch(`/v1/corpora/${corpus}/records/${encodeURIComponent(key)}?by=user_id`);

const question = (user_id: string, output: string) => ({
  user_id,
  instruction: `Explain the tides of ${user_id}.`,
  output,
});

describe('PUT records', () => {
  it('200: what was written is found by search, as a demonstration, by its key and in counts at once', async () => {
    const records = [question('moon', 'The moon pulls.'), question('sea', 'The sea rises.')];
    const answer = await put('found', records);
    expect(answer).toMatchObject({ created: 2, replaced: 0, unchanged: 0, failed: 0 });
    const text = 'Explain the tides of moon.';
    const { hits } = await answerOf(SearchResponse, send('POST', 'found/search', { text, space: 'content' }));
    expect(hits[0]?.record).toMatchObject({ id: answer.records[0]?.id, output: 'The moon pulls.' });
    const asked = { instruction: text, corpora: ['found'], k: 1, strategy: 'bm25', allow_near: true };
    const given = await answerOf(DemonstrationsResponse, service.postJson('/v1/demonstrations', asked));
    expect(given.demonstrations[0]?.record.user_id).toBe('moon');
    expect(await answerOf(InstructionRecord, byKey('found', 'sea'))).toMatchObject(records[1] ?? {});
    expect(await answerOf(CorpusDetail, service.fetch('/v1/corpora/found'))).toMatchObject({ records: 2 });
  });

  it('200: a record is as one of the same content that was ingested, label included', async () => {
    const row = { id: 'a', instruction: 'Write a poem about snow.', output: 'Snow.', topic: 'snow' };
    await ingest(service, 'as-file', [row]);
    const { id: user_id, topic, ...texts } = row;
    const answer = await put('as-file', [{ ...texts, user_id, metadata: { topic } }]);
    const [ingested] = await all('as-file');
    expect(answer.records).toEqual([
      { index: 0, status: 'unchanged', id: ingested?.id, replaced: [], error: null },
    ]);
    await put('as-put', [{ ...texts, user_id, metadata: { topic } }]);
    const [written] = await all('as-put');
    expect(written?.label).toEqual(ingested?.label);
    expect(written?.text_hash).toBe(ingested?.text_hash);
  });

  it('200: a new value of a user_id takes the place of the old one, everywhere', async () => {
    const [first] = (await put('replaced', [question('q1', 'Wrong.'), question('q2', 'Right.')])).records;
    const answer = await put('replaced', [question('q1', 'Corrected.')]);
    expect(answer).toMatchObject({ created: 0, replaced: 1, records: [{ replaced: [first?.id] }] });
    expect((await all('replaced')).map(({ output }) => output).sort()).toEqual(['Corrected.', 'Right.']);
    await errorOf(service.fetch(`/v1/corpora/replaced/records/${first?.id ?? ''}`), 'not_found');
    const { hits } = await answerOf(
      SearchResponse,
      send('POST', 'replaced/search', { text: 'Explain the tides of q1.', space: 'words' }),
    );
    expect(hits.map(({ record }) => record.output)).not.toContain('Wrong.');
    expect(await put('replaced', [question('q1', 'Corrected.')])).toMatchObject({ unchanged: 1 });
  });

  it('200: of several records with one user_id, as files leave them, one stays', async () => {
    await ingest(service, 'several', [
      { id: 'x', instruction: 'List three facts about bees.', output: 'One.' },
      { id: 'x', instruction: 'List three facts about bees.', output: 'Two.' },
    ]);
    const answer = await put('several', [question('x', 'Three.')]);
    expect(answer.records[0]?.replaced).toHaveLength(2);
    expect((await all('several')).map(({ output }) => output)).toEqual(['Three.']);
  });

  it('200: bad records say which field is wrong, and the others are written', async () => {
    const answer = await put('mixed', [
      question('good', 'Yes.'),
      { instruction: ' ' },
      { instruction: 'Sing.', outptu: 'La.' },
      { instruction: 'Sing.', user_id: 7 },
      { output: 'No question.' },
      question('twice', 'First.'),
      question('twice', 'Last.'),
    ]);
    expect(answer).toMatchObject({ created: 2, failed: 5 });
    expect(answer.records.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(answer.records.map(({ error }) => error?.field ?? null)).toEqual([
      ...[null, 'instruction', 'outptu', 'user_id', 'instruction', 'user_id', null],
    ]);
    expect((await all('mixed')).map(({ output }) => output).sort()).toEqual(['Last.', 'Yes.']);
  });

  it('200: texts that cannot be kept as they are become those of a file', async () => {
    const bell = 'a\u0000b';
    await put('unsafe', [{ user_id: 'u', instruction: 'Say it.', output: bell, metadata: { note: bell } }]);
    expect((await all('unsafe'))[0]).toMatchObject({
      output: 'a\uFFFDb',
      metadata: { note: 'a\uFFFDb' },
      exact: { '/output': 'text "a\\u0000b"', '/note': 'text "a\\u0000b"' },
    });
  });

  it('400 invalid_request: 1,001 records, none, an unknown parameter', async () => {
    const many = Array.from({ length: 1_001 }, (_, at) => question(`k${at}`, 'x'));
    expect((await errorOf(send('PUT', 'none/records', { records: many }), 'invalid_request')).field).toBe(
      'records',
    );
    await errorOf(send('PUT', 'none/records', { records: [] }), 'invalid_request');
    await errorOf(
      send('PUT', 'none/records?wait=false', { records: [question('a', 'b')] }),
      'invalid_request',
    );
    await errorOf(service.fetch('/v1/corpora/none'), 'not_found');
  });

  it('200: 1,000 records at once', async () => {
    const many = Array.from({ length: 1_000 }, (_, at) => question(`k${at}`, `x${at}`));
    expect(await put('thousand', many)).toMatchObject({ created: 1_000, failed: 0 });
    const again = many.map((one, at) => (at % 2 === 0 ? { ...one, output: 'other' } : one));
    expect(await put('thousand', again)).toMatchObject({ replaced: 500, unchanged: 500 });
    expect(await answerOf(CorpusDetail, service.fetch('/v1/corpora/thousand'))).toMatchObject({
      records: 1_000,
    });
  });

  it('of many writers of the same keys at once, one record of each key stays, that of an answer', async () => {
    const keys = ['a', 'b', 'c'];
    const writers = Array.from({ length: 24 }, async (_, at) => {
      const key = keys[at % keys.length] ?? '';
      const first = await put('writers', [question(key, `${key}${at}`), question(`own${at}`, 'mine')]);
      expect(first.failed).toBe(0);
      const changed = await send('PATCH', `writers/records/${key}?by=user_id`, { output: `${key}-${at}` });
      expect(changed.status).toBe(200);
    });
    await Promise.all(writers);
    const records = await all('writers');
    expect(records).toHaveLength(keys.length + writers.length);
    for (const key of keys) {
      const own = records.filter(({ user_id }) => user_id === key);
      expect(own).toHaveLength(1);
      expect(own[0]?.output).toMatch(new RegExp(`^${key}-\\d+$`));
    }
  });
});

describe('PATCH one record', () => {
  it('200: changes the named fields alone, by id and by user_id, under a new id', async () => {
    const { records } = await put('patched', [
      { ...question('p', 'Old.'), metadata: { keep: 1, drop: 2, change: 3 } },
    ]);
    const id = records[0]?.id ?? '';
    const body = { output: 'New.', metadata: { drop: null, change: 4, more: [5] } };
    const { record, replaced } = await answerOf(RecordChanged, send('PATCH', `patched/records/${id}`, body));
    expect(replaced).toEqual([id]);
    expect(record).toMatchObject({ output: 'New.', metadata: { keep: 1, change: 4, more: [5] } });
    expect(record.metadata).not.toHaveProperty('drop');
    expect(await all('patched')).toEqual([record]);
    const asked = { instruction: 'Sing of the sea.', user_id: 'renamed' };
    const again = await answerOf(RecordChanged, send('PATCH', 'patched/records/p?by=user_id', asked));
    expect(again.record).toMatchObject({ ...asked, output: 'New.' });
    expect(again.record.text_hash).not.toBe(record.text_hash);
    expect(await all('patched')).toEqual([again.record]);
  });

  it('200: the row of a file stays in its place, with its other fields', async () => {
    await ingest(service, 'from-file', [
      { id: 'f', question: 'What is 6 times 7?', answer: 42, level: 'easy' },
      { id: 'g', question: 'What is 1 plus 1?', answer: 2, level: 'easy' },
    ]);
    const { record } = await answerOf(
      RecordChanged,
      send('PATCH', 'from-file/records/g?by=user_id', { output: 'Two.' }),
    );
    expect(record.origin).toMatchObject({
      file: 'rows.jsonl',
      line: 2,
      fields: ['id', 'question', 'answer', 'level'],
    });
    expect(JSON.stringify(record.origin)).not.toContain('"answer":2');
    expect(record.metadata).toEqual({ level: 'easy' });
  });

  it('200: what changes nothing is unchanged', async () => {
    await put('same', [question('s', 'Same.')]);
    const answer = await answerOf(
      RecordChanged,
      send('PATCH', 'same/records/s?by=user_id', { output: 'Same.' }),
    );
    expect(answer).toMatchObject({ status: 'unchanged', replaced: [] });
  });

  it('409 conflict: the user_id of another record; 404 not_found: none; 400 invalid_request: nothing to change', async () => {
    await put('refused', [question('one', '1'), question('two', '2')]);
    const patch = (path: string, body: object) => send('PATCH', `refused/records/${path}`, body);
    expect((await errorOf(patch('one?by=user_id', { user_id: 'two' }), 'conflict')).field).toBe('user_id');
    await errorOf(patch(randomUUID(), { output: 'x' }), 'not_found');
    await errorOf(patch('one?by=user_id', {}), 'invalid_request');
    expect(await all('refused')).toHaveLength(2);
  });
});

describe('several records by key, and deletion', () => {
  it('200: gives those that are there, in the order of the keys, and names the others', async () => {
    await put(
      'batch',
      ['a', 'b', 'c'].map((key) => question(key, key)),
    );
    const get = (body: object) => answerOf(RecordsFound, send('POST', 'batch/record-lookups', body));
    const { records, missing, rest } = await get({ user_ids: ['c', 'nobody', 'a', 'c'] });
    expect(records.map(({ user_id }) => user_id)).toEqual(['c', 'a']);
    expect({ missing, rest }).toEqual({ missing: ['nobody'], rest: [] });
    const unknown = randomUUID();
    const ids = [unknown, ...records.map(({ id }) => id)];
    expect(await get({ ids })).toEqual({ records, missing: [unknown], rest: [] });
    await errorOf(send('POST', 'batch/record-lookups', { ids, user_ids: ['a'] }), 'invalid_request');
    await errorOf(send('POST', 'nowhere/record-lookups', { ids }), 'not_found');
  });

  it('200: deletes by id and by user_id; nothing finds what is gone, and others stay', async () => {
    await put(
      'gone',
      ['a', 'b', 'c', 'd', 'e'].map((key) => question(key, key)),
    );
    const remove = (body: object) => answerOf(RecordsDeleted, send('POST', 'gone/record-deletions', body));
    expect(await remove({ user_ids: ['a', 'b', 'x'] })).toEqual({
      corpus: 'gone',
      deleted: 2,
      missing: ['x'],
    });
    const { id } = await answerOf(InstructionRecord, byKey('gone', 'c'));
    expect(await remove({ ids: [id] })).toMatchObject({ deleted: 1, missing: [] });
    expect(await remove({ ids: [id] })).toMatchObject({ deleted: 0, missing: [id] });
    const one = await answerOf(RecordsDeleted, send('DELETE', 'gone/records/d?by=user_id'));
    expect(one).toEqual({ corpus: 'gone', deleted: 1, missing: [] });
    await errorOf(send('DELETE', 'gone/records/d?by=user_id'), 'not_found');
    expect((await all('gone')).map(({ user_id }) => user_id)).toEqual(['e']);
    const { hits } = await answerOf(
      SearchResponse,
      send('POST', 'gone/search', { text: 'tides', space: 'words' }),
    );
    expect(hits).toHaveLength(1);
  });

  it('200: deletes all records of a user_id, however many have it, and none of another corpus', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => ({
      id: 'shared',
      instruction: `Count to ${at}.`,
      output: 'x',
    }));
    await ingest(service, 'crowd', [...rows, { id: 'other', instruction: 'Count.', output: 'x' }]);
    await ingest(service, 'elsewhere', rows.slice(0, 1));
    const [elsewhere] = await all('elsewhere');
    const asked = { user_ids: ['shared'] };
    expect(await answerOf(RecordsDeleted, send('POST', 'crowd/record-deletions', asked))).toMatchObject({
      deleted: 60,
    });
    const foreign = { ids: [elsewhere?.id] };
    expect(await answerOf(RecordsDeleted, send('POST', 'crowd/record-deletions', foreign))).toMatchObject({
      deleted: 0,
    });
    expect(await all('elsewhere')).toEqual([elsewhere]);
    expect(await all('crowd')).toHaveLength(1);
  });

  it('notes a deletion of records in the audit log, without texts', async () => {
    await put('noted', [question('n', 'Secret.')]);
    await answerOf(RecordsDeleted, send('DELETE', 'noted/records/n?by=user_id'));
    const entries: AuditEntry[] = [];
    for await (const entry of readAudit(service.kindred.config.dataDir)) entries.push(entry);
    const own = entries.filter((entry) => entry['corpus'] === 'noted');
    expect(own).toMatchObject([{ event: 'records_deleted', key: 'local', corpus: 'noted', records: 1 }]);
    expect(JSON.stringify(own)).not.toContain('Secret');
  });
});
