import { beforeAll, describe, expect, it } from 'vitest';
import { DuplicateAudit, DuplicateAuditSample } from '../../schemas/curation/duplicate-audit.ts';
import { DeduplicateReport } from '../../schemas/curation/deduplicate.ts';
import { curated } from './curation.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';

const TOPICS = 'bread soap rope cheese paper candles bells barrels clocks boots'.split(' ');
const asked = (topic: string): string =>
  `Describe in a few clear sentences how craftsmen of the harbour make ${topic} by hand`;
const row = (instruction: string) => ({ instruction, output: 'As their parents did.' });
const ROWS = [
  ...TOPICS.map((topic) => row(`${asked(topic)}.`)),
  ...TOPICS.map((topic) => row(`Please ${asked(topic).toLowerCase()}.`)),
  row(asked('bread').toUpperCase()),
];

let service: Service;
let job: string;
let path: string;

beforeAll(async () => {
  service = await startService({ encoder: 'tiny' });
  await ingest(service, 'crafts', ROWS);
  const body = { keep: 'first', max_loss: null };
  ({
    job: { id: job },
  } = await curated(service, 'deduplicate', '/v1/corpora/crafts/deduplications', body));
  path = `/v1/jobs/${job}/audit`;
});

const sampleOf = (query: string) => answerOf(DuplicateAuditSample, service.fetch(`${path}?${query}`));
const judge = (body: object) => service.postJson(path, body);

describe('GET /v1/jobs/{id}/audit', () => {
  it('draws dropped near copies at random, with the texts of both rows; exact copies are counted only', async () => {
    const sample = await sampleOf('size=100&seed=1');
    expect(sample).toMatchObject({ size: 10, drops: { exact: 1, lexical: 10, paraphrase: 0 } });
    expect(new Set(sample.pairs.map(({ id }) => id)).size).toBe(10);
    for (const { dropped, kept } of sample.pairs) {
      expect(dropped?.instruction.toLowerCase()).toBe(`please ${kept?.instruction.toLowerCase()}`);
      expect(dropped?.output).toBe('As their parents did.');
    }
  });

  it('draws the same for the same seed, the beginning of it for a smaller size, and other pairs for another', async () => {
    const idsOf = async (query: string) => (await sampleOf(query)).pairs.map(({ id }) => id);
    const ids = await idsOf('size=8&seed=5');
    expect(await idsOf('size=8&seed=5')).toEqual(ids);
    expect(await idsOf('size=3&seed=5')).toEqual(ids.slice(0, 3));
    expect(await idsOf('size=8&seed=6')).not.toEqual(ids);
  });

  it('400: draws 1 to 500 pairs', async () => {
    expect(await errorOf(service.fetch(`${path}?size=501`), 'invalid_request')).toMatchObject({
      field: 'size',
    });
  });

  it('404: of another operation there is nothing to judge', async () => {
    const other = await curated(service, 'neighbours', '/v1/corpora/crafts/neighbours', {});
    await errorOf(service.fetch(`/v1/jobs/${other.job.id}/audit`), 'not_found');
  });
});

describe('POST /v1/jobs/{id}/audit', () => {
  it('says how many drops are right, with an interval, and the report says so from then on', async () => {
    const { pairs } = await sampleOf('size=5&seed=1');
    const judgements = pairs.slice(0, 4).map(({ id }, at) => ({ id, right: at !== 2 }));
    const audit = await answerOf(DuplicateAudit, judge({ size: 5, seed: 1, judgements }));
    expect(audit).toMatchObject({
      job,
      size: 5,
      lexical: { drops: 10, judged: 4, right: 3, precision: 0.75 },
      paraphrase: { drops: 0, judged: 0, right: 0, precision: null, interval: null },
      near: { drops: 10, judged: 4, right: 3, precision: 0.75 },
      all: { drops: 11, judged: 5, right: 4, precision: 0.7727 },
    });
    const [low, high] = audit.near.interval ?? [1, 0];
    expect(low).toBeLessThan(0.75);
    expect(high).toBeGreaterThan(0.75);
    const report = await answerOf(DeduplicateReport, service.fetch(`/v1/jobs/${job}/report`));
    expect(report.audit).toEqual(audit);
    expect(await (await service.fetch(`/v1/jobs/${job}/files/audit.json`)).json()).toEqual(audit);
  });

  it('400: takes judgements of the sample alone, each once, and says which one is wrong', async () => {
    const [first, second] = (await sampleOf('size=2&seed=1')).pairs;
    const right = true;
    const strange = {
      size: 1,
      seed: 1,
      judgements: [
        { id: first?.id, right },
        { id: second?.id, right },
      ],
    };
    expect(await errorOf(judge(strange), 'invalid_request')).toMatchObject({ field: 'judgements.1.id' });
    const twice = {
      size: 2,
      seed: 1,
      judgements: [
        { id: first?.id, right },
        { id: first?.id, right },
      ],
    };
    expect(await errorOf(judge(twice), 'invalid_request')).toMatchObject({ field: 'judgements.1.id' });
    expect(await errorOf(judge({ size: 2, seed: 1, judgements: [] }), 'invalid_request')).toMatchObject({
      field: 'judgements',
    });
  });

  it('404: of a result that was deleted nothing is judged, and nothing comes back', async () => {
    const { pairs } = await sampleOf('size=1&seed=1');
    await service.fetch(`/v1/jobs/${job}/result`, { method: 'DELETE' });
    const judgements = pairs.map(({ id }) => ({ id, right: true }));
    await errorOf(judge({ size: 1, seed: 1, judgements }), 'not_found');
    await errorOf(service.fetch(`/v1/jobs/${job}/report`), 'not_found');
  });
});
