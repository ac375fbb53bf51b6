import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DropPage, DuplicateDecisions } from '../../schemas/curation/duplicate-decisions.ts';
import { createKey } from '../../services/access/api-key.ts';
import { writeKeys } from '../../services/access/key-file.ts';
import { curated } from './curation.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const TOPICS = 'bread soap rope cheese paper candles'.split(' ');
const asked = (topic: string): string =>
  `Describe in a few clear sentences how craftsmen of the harbour make ${topic} by hand`;
const row = (id: string, instruction: string, source: string) => ({
  ...{ id, instruction, source },
  output: 'As their parents did.',
});
const ROWS = [
  ...TOPICS.map((topic) => row(topic, `${asked(topic)}.`, 'book')),
  ...TOPICS.map((topic, at) =>
    row(`please ${topic}`, `Please ${asked(topic).toLowerCase()}.`, at < 2 ? 'web' : 'forum'),
  ),
  row('BREAD', asked('bread').toUpperCase(), 'web'),
];

let service: Service;
let job: string;
let path: string;

async function deduplicated(body: object = {}): Promise<string> {
  const asks = { ...('against' in body ? {} : { keep: 'first' }), max_loss: null, ...body };
  return (await curated(service, 'deduplicate', '/v1/corpora/crafts/deduplications', asks)).job.id;
}

beforeAll(async () => {
  service = await startService({ encoder: 'tiny' });
  await ingest(service, 'crafts', ROWS);
  await ingest(service, 'known', ROWS.slice(0, 2));
  job = await deduplicated();
  path = `/v1/jobs/${job}`;
});

const pageOf = (query = '', of = path) => answerOf(DropPage, service.fetch(`${of}/drops?${query}`));
const decide = (body: object, of = path) =>
  answerOf(DuplicateDecisions, service.postJson(`${of}/decisions`, body));
const instructionOf = ({ dropped }: DropPage['drops'][number]): string => dropped?.instruction ?? '';

/** The ids that the rows of an export with the marks of a job have, and its report. */
async function exported(of: string, body: object = { apply: true }) {
  const asks = { marks: [of], ...body };
  const { job: made, report } = await curated(service, 'export', '/v1/corpora/crafts/exports', asks);
  const text = await (await service.fetch(`/v1/jobs/${made.id}/files/${report.file}`)).text();
  const rows = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; _kindred: { deduplicate: object } });
  return { report, rows, ids: rows.map(({ id }) => id) };
}

describe('GET /v1/jobs/{id}/drops', () => {
  it('lists the most doubtful first and exact copies last, with texts and sources of both rows', async () => {
    const { drops, total, next, threshold, decisions } = await pageOf('limit=100');
    expect({ total, next, threshold }).toEqual({ total: 7, next: null, threshold: 0.9 });
    expect(drops.map(({ reason }) => reason)).toEqual([...new Array<string>(6).fill('lexical'), 'exact']);
    const likeness = drops.slice(0, 6).map(({ content, lexical }) => Math.max(content, lexical));
    expect(likeness).toEqual(likeness.toSorted((a, b) => a - b));
    for (const { dropped, kept, kept_source, decision } of drops.slice(0, 6)) {
      expect(dropped?.instruction.toLowerCase()).toBe(`please ${kept?.instruction.toLowerCase()}`);
      expect({ kept_source, decision }).toEqual({ kept_source: 'book', decision: null });
    }
    expect(decisions).toMatchObject({ drops: 7, same: 0, different: 0, swap: 0, left_out: 7 });
  });

  it('goes on where the page before ended, through all that pass the filters, each once', async () => {
    const all = (await pageOf('limit=100&reason=lexical')).drops.map(({ id }) => id);
    const paged: string[] = [];
    let after: number | null = 0;
    while (after !== null) {
      const page: DropPage = await pageOf(`limit=4&reason=lexical&after=${after}`);
      expect(page.total).toBe(6);
      paged.push(...page.drops.map(({ id }) => id));
      after = page.next;
    }
    expect(paged).toEqual(all);
  });

  it('lists the surest first when asked to, page by page, which is the same list from its end', async () => {
    const all = (await pageOf('limit=100')).drops.map(({ id }) => id);
    const paged: string[] = [];
    let after: number | null = 0;
    while (after !== null) {
      const page: DropPage = await pageOf(`limit=3&order=surest&after=${after}`);
      expect(page.total).toBe(7);
      paged.push(...page.drops.map(({ id }) => id));
      after = page.next;
    }
    expect(paged).toEqual(all.toReversed());
  });

  it('narrows by source, and counts for every higher threshold what stays dropped', async () => {
    const { drops, total, held_at } = await pageOf('source=web');
    expect(total).toBe(3);
    expect(new Set(drops.map(({ source }) => source))).toEqual(new Set(['web']));
    expect(held_at.at(0)).toEqual({ threshold: 0.9, drops: 3 });
    // Near and exact copies stay dropped, whatever the similarity of content.
    expect(held_at.at(-1)).toEqual({ threshold: 1, drops: 3 });
    expect((await pageOf('source=nowhere')).total).toBe(0);
  });

  it('400: names what is wrong', async () => {
    for (const [query, field] of [
      ['limit=101', 'limit'],
      ['after=-1', 'after'],
      ['threshold=0.2', 'threshold'],
      ['decision=maybe', 'decision'],
      ['order=first', 'order'],
      ['by=source', 'by'],
    ] as const)
      expect((await errorOf(service.fetch(`${path}/drops?${query}`), 'invalid_request')).field).toBe(field);
  });

  it('404: of another operation, and of a result that was deleted', async () => {
    const other = await curated(service, 'neighbours', '/v1/corpora/crafts/neighbours', {});
    await errorOf(service.fetch(`/v1/jobs/${other.job.id}/drops`), 'not_found');
    const gone = await deduplicated();
    await service.fetch(`/v1/jobs/${gone}/result`, { method: 'DELETE' });
    for (const what of ['drops', 'decisions'])
      await errorOf(service.fetch(`/v1/jobs/${gone}/${what}`), 'not_found');
    const decisions = [{ id: randomUUID(), decision: 'same' }];
    await errorOf(service.postJson(`/v1/jobs/${gone}/decisions`, { decisions }), 'not_found');
  });
});

describe('POST /v1/jobs/{id}/decisions', () => {
  it('keeps decisions with who and when, and exports go by them', async () => {
    const { drops } = await pageOf('limit=100');
    const idOf = (text: string): string =>
      drops.find((one) => instructionOf(one).includes(text))?.id ?? 'none';
    const decided = await decide({
      decisions: [
        { id: idOf('make bread'), decision: 'different' },
        { id: idOf('make soap'), decision: 'swap' },
        { id: idOf('make rope'), decision: 'same' },
        { id: idOf('make cheese'), decision: 'different' },
      ],
    });
    expect(decided).toMatchObject({ same: 1, different: 2, swap: 1, left_out: 5 });
    expect(await decide({ decisions: [{ id: idOf('make cheese'), decision: null }] })).toMatchObject({
      different: 1,
      left_out: 6,
    });
    expect((await pageOf('decision=open')).total).toBe(4);
    const [shown] = (await pageOf('decision=swap')).drops;
    expect(shown?.decision).toMatchObject({ decision: 'swap', by: 'local', key: 'local' });

    const { ids, report, rows } = await exported(job);
    expect(ids).toEqual([
      ...['bread', 'rope', 'cheese', 'paper', 'candles'],
      ...['please bread', 'please soap'],
    ]);
    expect(report).toMatchObject({
      ...{ rows: 7, dropped: 6 },
      decisions: { same: 1, different: 1, swap: 1, by_threshold: 0 },
    });
    expect(rows.at(-1)?._kindred.deduplicate).toMatchObject({
      ...{ keep: true, duplicate_of: null, decision: 'swap', decided_by: 'local' },
    });
    expect(rows[0]?._kindred.deduplicate).toMatchObject({ keep: true, decision: null });
    const { rows: all } = await exported(job, {});
    const soap = all.find(({ id }) => id === 'soap');
    expect(soap?._kindred.deduplicate).toMatchObject({ keep: false, duplicate_of: idOf('make soap') });
  });

  it('selections leave out what the decisions drop, and no more', async () => {
    const asks = { budget: 7, exclude: { job } };
    const { report } = await curated(service, 'select', '/v1/corpora/crafts/selections', asks);
    expect(report).toMatchObject({ excluded: 6, selected: 7 });
  });

  it('a raised threshold holds until it is taken back', async () => {
    expect(await decide({ threshold: 0.95 })).toMatchObject({
      threshold: { value: 0.95, by: 'local' },
      by_threshold: 0,
    });
    expect(await answerOf(DuplicateDecisions, service.fetch(`${path}/decisions`))).toMatchObject({
      threshold: { value: 0.95 },
    });
    expect((await decide({ threshold: null })).threshold).toBeNull();
  });

  it('passes over a line that was torn, and keeps what comes after it', async () => {
    const torn = await deduplicated();
    const of = `/v1/jobs/${torn}`;
    const [first, second] = (await pageOf('', of)).drops;
    await decide({ decisions: [{ id: first?.id, decision: 'different' }] }, of);
    const { path: file } = await service.kindred.results.find(torn, 'decisions.jsonl');
    await appendFile(file, `{"id":"${second?.id}","deci`);
    expect(await decide({ decisions: [{ id: second?.id, decision: 'swap' }] }, of)).toMatchObject({
      ...{ different: 1, swap: 1 },
    });
  });

  it('400: takes decisions on drops of the job alone, and no lower threshold', async () => {
    const { drops } = await pageOf('limit=1');
    const id = drops[0]?.id;
    for (const [body, field] of [
      [
        {
          decisions: [
            { id, decision: 'same' },
            { id: randomUUID(), decision: 'same' },
          ],
        },
        'decisions.1.id',
      ],
      [{ decisions: [{ id: 'x', decision: 'same' }] }, 'decisions.0.id'],
      [{ decisions: [{ id, decision: 'maybe' }] }, 'decisions.0.decision'],
      [{ threshold: 0.8 }, 'threshold'],
    ] as const)
      expect((await errorOf(service.postJson(`${path}/decisions`, body), 'invalid_request')).field).toBe(
        field,
      );
    expect(await decide({})).toMatchObject({ same: 1, different: 1, swap: 1 });
  });

  it('400: no swap with a record of another corpus, which stays there', async () => {
    const against = await deduplicated({ against: 'known' });
    const of = `/v1/jobs/${against}`;
    const [first] = (await pageOf('', of)).drops;
    const swap = service.postJson(`${of}/decisions`, { decisions: [{ id: first?.id, decision: 'swap' }] });
    expect((await errorOf(swap, 'invalid_request')).field).toBe('decisions.0.decision');
    await decide({ decisions: [{ id: first?.id, decision: 'different' }] }, of);
  });
});

it('a key that may read sees decisions and makes none; who decided is told by the name of the key', async () => {
  const keys = join(await temporaryDirectory(), 'keys.json');
  const made = (['read', 'write'] as const).map((scope) =>
    createKey({ name: `may-${scope}`, scopes: [scope], corpora: null }, new Date()),
  );
  await writeKeys(
    keys,
    made.map(({ stored }) => stored),
  );
  const guarded = await startService({ encoder: 'tiny', environment: { KINDRED_KEYS: keys } });
  const [reader, writer] = made.map(({ key }) => ({ authorization: `Bearer ${key}` }));
  const ask = (headers: object | undefined, at: string, json?: object) =>
    guarded.fetch(at, {
      headers: { ...headers, 'content-type': 'application/json' },
      ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
    });
  const untilDone = async (response: Response): Promise<string> => {
    const { job: id } = (await response.json()) as { job: string };
    await (await ask(writer, `/v1/jobs/${id}/events`)).text();
    return id;
  };
  const body = ROWS.map((one) => JSON.stringify(one)).join('\n');
  await untilDone(
    await guarded.fetch('/v1/corpora/crafts/ingestions?file_name=rows.jsonl', {
      ...{ method: 'POST', body, headers: writer ?? {} },
    }),
  );
  const id = await untilDone(
    await ask(writer, '/v1/corpora/crafts/deduplications', { keep: 'first', max_loss: null }),
  );
  const { drops } = await answerOf(DropPage, ask(reader, `/v1/jobs/${id}/drops?limit=1`));
  const decisions = [{ id: drops[0]?.id, decision: 'different' }];
  await errorOf(ask(reader, `/v1/jobs/${id}/decisions`, { decisions }), 'forbidden');
  await answerOf(DuplicateDecisions, ask(writer, `/v1/jobs/${id}/decisions`, { decisions }));
  const [seen] = (await answerOf(DropPage, ask(reader, `/v1/jobs/${id}/drops?decision=different`))).drops;
  expect(seen?.decision).toMatchObject({ decision: 'different', by: 'may-write' });
});
