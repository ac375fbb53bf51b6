import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CorpusDetail } from '../../schemas/api/corpora.ts';
import { ReembeddingReport } from '../../schemas/api/jobs.ts';
import { ReembeddingAccepted } from '../../schemas/api/reembeddings.ts';
import { compose } from '../../services/compose.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import type { EmbeddedRecord } from '../../services/store/port.ts';
import { pagesOf } from '../../services/store/walk-records.ts';
import { TINY, writeOtherEncoder } from '../encoder-folder.ts';
import { ROWS } from './rows.ts';
import { answerOf, errorOf, ingest, startService, upload, type Service } from './service.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const reembed = (service: Service, corpus: string): Promise<Response> =>
  service.fetch(`/v1/corpora/${corpus}/reembed`, { method: 'POST' });

async function ended(service: Service, job: string): Promise<ReembeddingReport> {
  for (;;) {
    const report = await answerOf(ReembeddingReport, service.fetch(`/v1/jobs/${job}`));
    if (report.finished_at !== null) return report;
    await sleep(50);
  }
}

async function reembedded(service: Service, corpus: string): Promise<ReembeddingReport> {
  const { job } = await answerOf(ReembeddingAccepted, reembed(service, corpus), 202);
  return ended(service, job);
}

async function spaceOf(service: Service, corpus: string): Promise<string> {
  return (await answerOf(CorpusDetail, service.fetch(`/v1/corpora/${corpus}`))).space_id;
}

async function recordsOf(service: Service): Promise<EmbeddedRecord[]> {
  const all: EmbeddedRecord[] = [];
  const { store } = service.kindred.encodings.live();
  for await (const page of pagesOf(store, new AbortController().signal)) all.push(...page);
  return all;
}

describe('moving to another encoder', () => {
  let service: Service;
  let before: EmbeddedRecord[];
  let oldSpace: string;
  const environment: Record<string, string> = {};
  beforeAll(async () => {
    environment['KINDRED_NEXT_ENCODER'] = join(await temporaryDirectory(), 'encoder');
    await writeOtherEncoder(environment['KINDRED_NEXT_ENCODER'], TINY);
    service = await startService({ encoder: 'tiny', environment });
    await ingest(service, 'house', ROWS.slice(0, 25));
    await ingest(service, 'garden', ROWS.slice(25));
    before = await recordsOf(service);
    oldSpace = await spaceOf(service, 'house');
  });

  it('404: there is no such corpus', async () => {
    await errorOf(reembed(service, 'nowhere'), 'not_found');
  });

  it('one corpus is embedded anew while the space before answers, and the switch waits for the other', async () => {
    const report = await reembedded(service, 'house');
    expect(report).toMatchObject({ state: 'completed', stage: 'done', done: 25, total: 25 });
    expect(report.result).toMatchObject({ rows: 25, stored: 25, switched: false, waiting_for: ['garden'] });
    expect(await spaceOf(service, 'house')).toBe(oldSpace);
    expect(await recordsOf(service)).toEqual(before);
  });

  it('embedding the same corpus anew once more computes nothing', async () => {
    const { result } = await reembedded(service, 'house');
    expect(result).toMatchObject({ rows: 25, stored: 0, embedded: 0, skipped: 25 });
  });

  it('rows that come meanwhile, also into a corpus that was embedded before, come along', async () => {
    await ingest(service, 'house', [{ instruction: 'Sing a song about the late row.' }]);
    const { result } = await reembedded(service, 'garden');
    expect(result).toMatchObject({ switched: true, waiting_for: [] });
    const after = await recordsOf(service);
    expect(after).toHaveLength(ROWS.length + 1);
    expect(after.filter(({ record }) => before.some((one) => one.record.id === record.id))).toMatchObject(
      before.map(({ record }) => ({ record })),
    );
  });

  it('afterwards every vector is the one that the new encoder gives', async () => {
    const { encoder } = service.kindred.encodings.live();
    const records = await recordsOf(service);
    const { vectors } = await encoder.embed(records.map(({ record }) => embeddingText(record)));
    records.forEach((embedded, index) => {
      const expected = vectors[index]?.task ?? new Float32Array();
      const cosine = embedded.vectors.task.reduce((sum, value, at) => sum + value * (expected[at] ?? 0), 0);
      expect(cosine).toBeGreaterThan(1 - 1e-5);
    });
    expect(encoder.spaceId).not.toBe(oldSpace);
    expect(await spaceOf(service, 'house')).toBe(encoder.spaceId);
  });

  it('409: afterwards there is no other encoder to move to', async () => {
    const { message } = await errorOf(reembed(service, 'house'), 'conflict');
    expect(message).toContain('KINDRED_NEXT_ENCODER');
  });

  it('the space before is removed, and a new start finds the one that answers whichever variable names it', async () => {
    const { encodings, config } = service.kindred;
    const { spaceId } = encodings.live().encoder;
    expect(encodings.previous()).toBeNull();
    await service.kindred.close();
    const next = environment['KINDRED_NEXT_ENCODER'] ?? '';
    for (const start of [config, { ...config, encoderDir: next, nextEncoderDir: null }]) {
      const again = await compose(start, () => undefined);
      expect(again.encodings.live().encoder.spaceId).toBe(spaceId);
      expect([again.encodings.next(), again.encodings.previous()]).toEqual([null, null]);
      expect(await again.encodings.live().store.count({})).toBe(ROWS.length + 1);
      await again.close();
    }
    const old = compose({ ...config, nextEncoderDir: null }, () => undefined);
    await expect(old).rejects.toMatchObject({ code: 'space_mismatch' });
  });
});

describe('while a move waits for a worker', () => {
  it('409: the corpus is moved by one job at a time, and not deleted under it', async () => {
    const folder = join(await temporaryDirectory(), 'encoder');
    await writeOtherEncoder(folder, TINY);
    const service = await startService({
      encoder: 'tiny',
      environment: { KINDRED_NEXT_ENCODER: folder },
      workers: false,
    });
    const { store, encoder } = service.kindred.encodings.live();
    const source = await startService({ encoder: 'tiny' });
    await ingest(source, 'house', ROWS.slice(0, 3));
    expect(source.kindred.encodings.live().encoder.spaceId).toBe(encoder.spaceId);
    await store.upsert(await recordsOf(source));
    const { job } = await answerOf(ReembeddingAccepted, reembed(service, 'house'), 202);
    const again = await errorOf(reembed(service, 'house'), 'conflict');
    expect(again.message).toContain(job);
    const deletion = await errorOf(service.fetch('/v1/corpora/house', { method: 'DELETE' }), 'conflict');
    expect(deletion.message).toContain(job);
    const other = await upload(service, 'garden', ROWS.slice(3, 5));
    expect(other.corpus).toBe('garden');
  });
});
