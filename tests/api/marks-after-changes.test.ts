import { beforeAll, describe, expect, it } from 'vitest';
import { curated } from './curation.ts';
import { ingest, startService, type Service } from './service.ts';

const TOPICS = 'bread soap rope cheese paper candles'.split(' ');
const asked = (topic: string): string =>
  `Describe in a few clear sentences how craftsmen of the harbour make ${topic} by hand`;
const row = (id: string, instruction: string) => ({ id, instruction, output: 'As their parents did.' });
/** Each topic twice: the first row stands for the second, which has the same words. */
const ROWS = [
  ...TOPICS.map((topic) => row(topic, `${asked(topic)}.`)),
  ...TOPICS.map((topic) => row(`${topic} again`, asked(topic).toUpperCase())),
];

let service: Service;
beforeAll(async () => {
  service = await startService({ encoder: 'tiny' });
});

/** The own ids of the rows that an export with these marks applied holds, and its report. */
async function applied(corpus: string, marks: readonly string[], more: object = {}) {
  const body = { marks, apply: true, ...more };
  const { job, report } = await curated(service, 'export', `/v1/corpora/${corpus}/exports`, body);
  const text = await (await service.fetch(`/v1/jobs/${job.id}/files/${report.file}`)).text();
  const rows = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string });
  return { report, job, ids: rows.map(({ id }) => id) };
}

async function deduplicated(corpus: string, body: object = { keep: 'first' }): Promise<string> {
  const asks = { max_loss: null, ...body };
  return (await curated(service, 'deduplicate', `/v1/corpora/${corpus}/deduplications`, asks)).job.id;
}

async function remove(corpus: string, ids: readonly string[]): Promise<void> {
  const asks = { user_ids: ids };
  expect((await service.postJson(`/v1/corpora/${corpus}/record-deletions`, asks)).status).toBe(200);
}

describe('a row whose stand-in is no longer stored', () => {
  it('is in the file that the marks of a deduplication decide, and is counted', async () => {
    await ingest(service, 'crafts', ROWS);
    const job = await deduplicated('crafts');
    const before = await applied('crafts', [job]);
    expect(before.ids).toEqual(TOPICS);
    expect(before.report).toMatchObject({ rows: 6, dropped: 6, stand_in_gone: 0 });
    await remove('crafts', ['bread', 'rope']);
    const after = await applied('crafts', [job], { without_marks: true });
    expect(after.ids).toEqual(['soap', 'cheese', 'paper', 'candles', 'bread again', 'rope again']);
    expect(after.report).toMatchObject({ rows: 6, dropped: 4, stand_in_gone: 2 });
    const trained = await applied('crafts', [job], { layout: 'alpaca', with_metadata: true });
    expect(trained.report).toMatchObject({ rows: 6, dropped: 4, stand_in_gone: 2 });
    const { report } = await curated(service, 'select', '/v1/corpora/crafts/selections', {
      ...{ budget: 10, method: 'random', exclude: { job } },
    });
    expect(report).toMatchObject({ rows: 10, selected: 6 });
  });

  it('stays dropped when what stands for it is of another corpus, or another job drops it too', async () => {
    await ingest(service, 'own', ROWS);
    await ingest(service, 'bench', ROWS.slice(0, 1));
    const against = await deduplicated('own', { against: 'bench' });
    const job = await deduplicated('own');
    await remove('bench', ['bread']);
    expect((await applied('own', [against])).report).toMatchObject({ dropped: 2, stand_in_gone: 0 });
    await remove('own', ['bread']);
    expect((await applied('own', [job])).report).toMatchObject({ dropped: 5, stand_in_gone: 1 });
    expect((await applied('own', [job, against])).report).toMatchObject({ dropped: 6, stand_in_gone: 0 });
  });
});
