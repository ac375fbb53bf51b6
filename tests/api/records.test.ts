import { beforeAll, describe, expect, it } from 'vitest';
import { RecordPage } from '../../schemas/api/corpora.ts';
import { InstructionRecord } from '../../schemas/record.ts';
import { ROWS } from './rows.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';

let service: Service;
let all: InstructionRecord[];

beforeAll(async () => {
  service = await startService({ encoder: 'tiny' });
  const rows = ROWS.map((row, at) => ({ ...row, id: at < 2 ? 'twice' : `row/${at} é` }));
  await ingest(service, 'house', rows);
  await ingest(service, 'other', ROWS.slice(0, 1));
  all = (await answerOf(RecordPage, service.fetch('/v1/corpora/house/records?limit=500'))).records;
});

const get = (path: string): Promise<Response> => service.fetch(`/v1/corpora/house/records/${path}`);

describe('GET one record', () => {
  it('200: gives each record by its id as the list gives it', async () => {
    for (const record of all.slice(0, 5)) {
      expect(await answerOf(InstructionRecord, get(record.id))).toEqual(record);
    }
  });

  it('200: finds it by the id of its row too, whatever signs that has', async () => {
    const wanted = all.find(({ user_id }) => user_id === 'row/7 é');
    expect(wanted).toBeDefined();
    const found = await answerOf(InstructionRecord, get(`${encodeURIComponent('row/7 é')}?by=user_id`));
    expect(found).toEqual(wanted);
  });

  it('404 not_found: a record of another corpus, and an id that none has', async () => {
    const { records } = await answerOf(RecordPage, service.fetch('/v1/corpora/other/records'));
    const elsewhere = records[0]?.id ?? '';
    expect((await errorOf(get(elsewhere), 'not_found')).field).toBe('id');
    expect((await errorOf(get('none?by=user_id'), 'not_found')).field).toBe('id');
    await errorOf(service.fetch(`/v1/corpora/nowhere/records/${elsewhere}`), 'not_found');
  });

  it('409 conflict: an id of the user that several records have; both are named', async () => {
    const { message } = await errorOf(get('twice?by=user_id'), 'conflict');
    for (const { id } of all.filter(({ user_id }) => user_id === 'twice')) expect(message).toContain(id);
  });

  it('400 invalid_request: an id that is none says how to ask for one of the user', async () => {
    const error = await errorOf(get('row-7'), 'invalid_request');
    expect(error.field).toBe('id');
    expect(error.message).toContain('by=user_id');
  });
});
