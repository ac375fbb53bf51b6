import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { FileInspection } from '../../schemas/api/inspections.ts';
import { CorpusList } from '../../schemas/api/corpora.ts';
import { answerOf, errorOf, jsonLines, startService, type Service } from './service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({ encoder: 'tiny' });
});

const inspect = (query: string, body: string): Promise<Response> =>
  service.fetch(`/v1/inspections${query}`, { method: 'POST', body });

describe('POST /v1/inspections', () => {
  it('tells how rows would be read, which fields are not, and which rows cannot be, and keeps nothing', async () => {
    const rows = [
      { question: 'Name a river.', answer: 'The Danube.', level: 2, notes: 'Nobody reads these words here.' },
      { question: 'Name a lake.', answer: 'Garda.', level: 1, notes: 'Nor does anybody read these.' },
    ];
    const body = `${jsonLines(rows)}{"question": 7\n`;
    const found = await answerOf(FileInspection, inspect('?file_name=rows.jsonl&show=1', body), 200);
    expect(found).toMatchObject({
      format: 'jsonl',
      layout: 'query-response',
      looked_at: 3,
      rejected: 1,
      has_more: false,
    });
    expect(found.rows).toMatchObject([
      {
        ...{ line: 1, instruction: 'Name a river.', output: 'The Danube.' },
        ...{
          fields: ['question', 'answer', 'level', 'notes'],
          metadata: ['level', 'notes'],
          unread: ['notes'],
        },
        columns: null,
      },
    ]);
    expect(found.rejections).toMatchObject([{ line: 3 }]);
    expect(await readdir(service.uploads)).toEqual([]);
    expect(await answerOf(CorpusList, service.fetch('/v1/corpora'), 200)).toMatchObject({ total: 0 });
  });

  it('reads by a column map that is given', async () => {
    const columns = encodeURIComponent('{"instruction":"notes"}');
    const body = jsonLines([{ question: 'Name a river.', notes: 'Write it down.' }]);
    const { rows } = await answerOf(FileInspection, inspect(`?columns=${columns}`, body), 200);
    expect(rows).toMatchObject([{ instruction: 'Write it down.', columns: { instruction: 'notes' } }]);
  });

  it('cuts texts, so that the answer stays small', async () => {
    const body = jsonLines([{ instruction: 'x'.repeat(50_000), output: 'y'.repeat(50_000) }]);
    const { rows } = await answerOf(FileInspection, inspect('', body), 200);
    expect([rows[0]?.instruction.length, rows[0]?.output.length]).toEqual([2_000, 2_000]);
  });

  it('400: more rows are asked for than are shown, or a map is no JSON', async () => {
    expect((await errorOf(inspect('?show=21', '{}'), 'invalid_request')).field).toBe('show');
    expect((await errorOf(inspect('?columns=%7B', '{}'), 'invalid_request')).field).toBe('columns');
  });

  it('422: nothing can be read, and the file is called as it was sent, or an upload', async () => {
    expect((await errorOf(inspect('?format=jsonl', '""'), 'nothing_readable')).message).toContain(
      'Nothing in upload',
    );
    const named = await errorOf(inspect('?format=jsonl&file_name=a.txt', '""'), 'nothing_readable');
    expect(named.message).toContain('Nothing in a.txt');
  });

  it('415: bytes that are no format', async () => {
    await errorOf(inspect('?file_name=a.bin', '\u0000\u0001\u0002'), 'unsupported_format');
  });

  it('422: a file that is embedded is called an upload, too, when it has no name', async () => {
    const sent = service.fetch('/v1/embeddings/files?space=task&format=jsonl', {
      method: 'POST',
      body: '""',
    });
    expect((await errorOf(sent, 'nothing_readable')).message).toContain('Nothing in upload');
  });
});
