import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CorpusDetail, KindList, RecordPage } from '../../schemas/api/corpora.ts';
import { DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';
import { ReembeddingReport } from '../../schemas/api/jobs.ts';
import { ReembeddingAccepted } from '../../schemas/api/reembeddings.ts';
import type { InstructionRecord } from '../../schemas/record.ts';
import { verifyRecords } from '../../services/store/verify.ts';
import { TINY, writeDirections, writeOtherEncoder } from '../encoder-folder.ts';
import { curated } from './curation.ts';
import { ROWS } from './rows.ts';
import { answerOf, errorOf, ingest, jsonLines, startService, type Service } from './service.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** An instruction of each kind of work in `ROWS`, about something else. */
const WORK = {
  'write-poem': 'Write a short poem about autumn',
  'list-facts': 'List three facts about whales',
  translate: 'Translate this sentence into French: hello',
  'explain-history': 'Explain the history of Rome',
};
/** The kind that each row should get, by the beginning of its instruction. */
const EXPECTED: Readonly<Record<string, string>> = {
  Write: 'write-poem',
  List: 'list-facts',
  Translate: 'translate',
  Explain: 'explain-history',
};

async function records(service: Service, corpus: string, query = ''): Promise<InstructionRecord[]> {
  const path = `/v1/corpora/${corpus}/records?limit=500${query}`;
  return (await answerOf(RecordPage, service.fetch(path))).records;
}

const kindsIn = (service: Service, corpus: string): Promise<KindList> =>
  answerOf(KindList, service.fetch(`/v1/corpora/${corpus}/kinds?examples=2`));

describe('an encoder with kinds of work', () => {
  let service: Service;
  /** Every third row names a kind of its own, which is not what the encoder tells. */
  const rows = ROWS.map((row, index) => (index % 3 === 0 ? { ...row, kind: 'mine' } : row));

  beforeAll(async () => {
    const folder = join(await temporaryDirectory(), 'encoder');
    await writeOtherEncoder(folder);
    await writeDirections(folder, 'kinds', WORK);
    service = await startService({ environment: { KINDRED_ENCODER: folder } });
    await ingest(service, 'house', rows);
  });

  it('gives every record its kind with a confidence, beside its label; a kind that a row names stays its own', async () => {
    const found = await records(service, 'house');
    expect(found).toHaveLength(rows.length);
    for (const { instruction, kind } of found) {
      expect(kind?.name).toBe(EXPECTED[instruction.split(' ')[0] ?? '']);
      expect(kind?.confidence).toBeGreaterThan(0.5);
      expect(kind?.confidence).toBeLessThanOrEqual(1);
    }
    const own = found.filter(({ metadata }) => metadata['kind'] === 'mine');
    expect(own).toHaveLength(rows.filter((row) => 'kind' in row).length);
  });

  it('lists kinds with counts and examples; their counts add up to the corpus', async () => {
    const { kinds, total, without_kind } = await kindsIn(service, 'house');
    expect(kinds.map(({ kind, count }) => [kind, count])).toEqual(
      Object.values(EXPECTED)
        .sort()
        .map((kind) => [kind, 10]),
    );
    expect([total, without_kind]).toEqual([4, 0]);
    for (const { kind, examples } of kinds) {
      expect(examples).toHaveLength(2);
      for (const text of examples) expect(EXPECTED[text.split(' ')[0] ?? '']).toBe(kind);
    }
    const detail = await answerOf(CorpusDetail, service.fetch('/v1/corpora/house'));
    expect(detail).toMatchObject({ kinds: 4, without_kind: 0 });
    await errorOf(service.fetch('/v1/corpora/nowhere/kinds'), 'not_found');
  });

  it('filters records and demonstrations by it, apart from the field that a row has', async () => {
    const poems = await records(service, 'house', '&kind=write-poem');
    expect(poems.map(({ instruction }) => instruction.split(' ')[0])).toEqual(Array(10).fill('Write'));
    expect(await records(service, 'house', '&kind=mine')).toEqual([]);
    const ask = async (filter: object): Promise<(string | undefined)[]> => {
      const body = { instruction: 'Write a poem about the sea', k: 4, filter, min_fit: 0 };
      const answer = await answerOf(DemonstrationsResponse, service.postJson('/v1/demonstrations', body));
      return answer.demonstrations.map(({ record }) => record.kind?.name);
    };
    expect(await ask({})).toEqual(Array(4).fill('write-poem'));
    const translate = { key: 'kind', match: { value: 'translate' } };
    expect(await ask({ must: [translate] })).toEqual(Array(4).fill('translate'));
    expect(await ask({ must_not: [{ key: 'kind', match: { value: 'write-poem' } }] })).not.toContain(
      'write-poem',
    );
    const own = await ask({ must: [{ key: 'metadata.kind', match: { value: 'mine' } }, translate] });
    expect(own.length).toBeGreaterThan(0);
  });

  it('writes a corpus as it came: what the encoder told is in no export but that for the map', async () => {
    const { job } = await curated(service, 'export', '/v1/corpora/house/exports', {});
    const file = await service.fetch(`/v1/jobs/${job.id}/files/export.jsonl`);
    expect(await file.text()).toBe(jsonLines(rows));
  });

  it('tells the kinds of groups, and checksums cover what it told', async () => {
    const { report } = await curated(service, 'group-tasks', '/v1/corpora/house/task-groups', {});
    expect(report.largest.length).toBeGreaterThan(0);
    for (const { kinds = [], size } of report.largest) {
      expect(kinds.reduce((sum, { count }) => sum + count, 0)).toBe(size);
    }
    const { store } = service.kindred.encodings.live();
    const watch = { onProgress: () => undefined, signal: new AbortController().signal };
    expect(await verifyRecords(store, watch)).toMatchObject({ records: 40, with_checksum: 40, altered: 0 });
  });
});

describe('records that were stored before their encoder had kinds', () => {
  it('have none, are counted as without one, and stay found; what comes later has one', async () => {
    const folder = join(await temporaryDirectory(), 'encoder');
    const data = join(await temporaryDirectory(), 'data');
    await cp(TINY, folder, { recursive: true });
    const environment = { KINDRED_ENCODER: folder, KINDRED_DATA: data };
    const before = await startService({ environment });
    await ingest(before, 'house', ROWS.slice(0, 10));
    expect(await kindsIn(before, 'house')).toEqual({ kinds: [], total: 0, without_kind: 10 });
    await before.kindred.close();

    await writeDirections(folder, 'kinds', WORK);
    const service = await startService({ environment });
    await ingest(service, 'house', ROWS.slice(0, 12));
    const found = await records(service, 'house');
    expect(found).toHaveLength(12);
    expect(found.filter(({ kind }) => kind !== undefined)).toHaveLength(2);
    expect(await kindsIn(service, 'house')).toMatchObject({ without_kind: 10 });
    const labels = (await answerOf(CorpusDetail, service.fetch('/v1/corpora/house'))).labels;
    await service.kindred.close();

    const again = await startService({ environment });
    expect(await kindsIn(again, 'house')).toMatchObject({ without_kind: 10 });
    expect(await records(again, 'house')).toEqual(found);
    expect(await answerOf(CorpusDetail, again.fetch('/v1/corpora/house'))).toMatchObject({ labels });
  });
});

describe('moving to another encoder', () => {
  it.each([
    ['gives the kinds of the new one', { sing: WORK['write-poem'], say: WORK.translate }, ['say', 'sing']],
    ['takes the kinds away when the new one has none', null, []],
  ])('%s', async (_, next, expected) => {
    const base = await temporaryDirectory();
    const [current, other] = [join(base, 'current'), join(base, 'other')];
    await cp(TINY, current, { recursive: true });
    await writeDirections(current, 'kinds', WORK);
    await writeOtherEncoder(other, TINY);
    if (next !== null) await writeDirections(other, 'kinds', next);
    const environment = { KINDRED_ENCODER: current, KINDRED_NEXT_ENCODER: other };
    const service = await startService({ environment });
    await ingest(service, 'house', ROWS);
    const old = await records(service, 'house');
    expect(old.every(({ kind }) => kind !== undefined && kind.name in WORK)).toBe(true);
    const { job } = await answerOf(
      ReembeddingAccepted,
      service.fetch('/v1/corpora/house/reembed', { method: 'POST' }),
      202,
    );
    await service.fetch(`/v1/jobs/${job}/events`).then((response) => response.text());
    const { result } = await answerOf(ReembeddingReport, service.fetch(`/v1/jobs/${job}`));
    expect(result).toMatchObject({ switched: true, embedded: ROWS.length });
    const names = new Set((await records(service, 'house')).flatMap(({ kind }) => (kind ? [kind.name] : [])));
    expect([...names].sort()).toEqual(expected);
  });
});
