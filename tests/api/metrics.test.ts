import { beforeAll, describe, expect, it } from 'vitest';
import { ingest, startService, type Service } from './service.ts';

/** The samples in a text of metrics: the value of each by its name with labels. */
function samplesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

describe('GET /metrics', () => {
  let service: Service;
  let samples: Map<string, number>;
  let text = '';
  beforeAll(async () => {
    service = await startService({ encoder: 'tiny' });
    const rows = Array.from({ length: 30 }, (_, at) => ({
      instruction: `Write poem ${at}.`,
      output: 'Roses.',
    }));
    await ingest(service, 'secret-corpus', [...rows, { nothing: 1 }]);
    await ingest(service, 'secret-corpus', rows);
    for (const k of [1, 2]) await service.postJson('/v1/demonstrations', { instruction: 'Write a poem.', k });
    await service.postJson('/v1/demonstrations', { instruction: '' });
    text = await (await service.fetch('/metrics')).text();
    samples = samplesOf(text);
  });

  it('counts rows by what became of them', () => {
    expect(samples.get('kindred_rows_total{outcome="stored"}')).toBe(30);
    expect(samples.get('kindred_rows_total{outcome="skipped"}')).toBe(30);
    expect(samples.get('kindred_rows_total{outcome="rejected"}')).toBe(1);
  });

  it('counts requests by operation and status, and the stages of those that were answered', () => {
    const count = (labels: string): number | undefined =>
      samples.get(`kindred_http_request_seconds_count{${labels}}`);
    expect(count('operation="findDemonstrations",status="200"')).toBe(2);
    expect(count('operation="findDemonstrations",status="400"')).toBe(1);
    for (const stage of ['embed', 'search', 'choose']) {
      expect(samples.get(`kindred_demonstrations_stage_seconds_count{stage="${stage}"}`)).toBe(2);
    }
  });

  it('counts what the encoder and the store did, and what waits in the queue', () => {
    expect(samples.get('kindred_encoder_texts_total')).toBe(32);
    expect(samples.get('kindred_encoder_inference_seconds_total')).toBeGreaterThan(0);
    expect(samples.get('kindred_store_seconds_count{operation="nearest"}')).toBe(2);
    expect(samples.get('kindred_queue_jobs{job="ingest-corpus",state="waiting"}')).toBe(0);
    expect(samples.get('kindred_jobs_total{name="ingest-corpus",outcome="completed"}')).toBe(2);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('names no corpus and no text of a user', () => {
    expect(text).not.toMatch(/secret-corpus|poem|Roses/);
  });
});
