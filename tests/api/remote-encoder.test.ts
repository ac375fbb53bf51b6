import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EmbeddingsResponse } from '../../schemas/api/embeddings.ts';
import { DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';
import { compose } from '../../services/compose.ts';
import { readConfig, SHIPPED_ENCODER } from '../../services/config.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import type { Encoder } from '../../services/embedding/port.ts';
import { sendJson, startEmbeddingServer, type EmbeddingServer } from '../embedding-server.ts';
import { atEndOfFile } from '../setup/end-of-file.ts';
import { curated } from './curation.ts';
import { ROWS } from './rows.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A service whose content space another server makes, with the vectors of the shipped encoder. */
describe('a service with an embedding service', () => {
  let own: Encoder;
  let server: EmbeddingServer;
  let service: Service;
  let environment: Record<string, string>;

  beforeAll(async () => {
    own = await openEncoder(SHIPPED_ENCODER, { threads: 1 });
    server = await startEmbeddingServer({ encoder: own, space: 'content', key: 'sk-right', mostTokens: 256 });
    atEndOfFile(async () => {
      await server.close();
      await own.close();
    });
    const folder = await temporaryDirectory();
    const remote = {
      protocol: 'tei',
      model: 'any',
      max_tokens: 256,
      spaces: { content: { dimensions: 384 } },
    };
    await writeFile(join(folder, 'encoder.json'), JSON.stringify({ name: 'remote', remote }));
    environment = { KINDRED_ENCODER: folder, KINDRED_REMOTE_URL: server.url, KINDRED_REMOTE_KEY: 'sk-right' };
    service = await startService({ environment });
    await ingest(service, 'house', ROWS);
  });

  it('ingests, answers and deduplicates with the vectors of both', async () => {
    const body = { input: ['Write a poem about rain'], model: 'kindred-content' };
    const { data } = await answerOf(EmbeddingsResponse, service.postJson('/v1/embeddings', body));
    const local = await own.embed(body.input);
    const embedding = data[0]?.embedding ?? expect.fail('no vector');
    if (typeof embedding === 'string') expect.fail('base64 was not asked for');
    expect(embedding).toHaveLength(384);
    embedding.forEach((value, at) => expect(value).toBeCloseTo(local.vectors[0]?.content[at] ?? NaN, 5));
    const asked = service.postJson('/v1/demonstrations', {
      instruction: 'Write a short poem about autumn',
      k: 3,
    });
    const { demonstrations } = await answerOf(DemonstrationsResponse, asked);
    expect(demonstrations.map(({ record }) => record.instruction.split(' ')[0])).toEqual([
      'Write',
      'Write',
      'Write',
    ]);
    const { report } = await curated(service, 'deduplicate', '/v1/corpora/house/deduplications', {});
    expect(report.rows).toBe(ROWS.length);
  });

  it('answers the first rows of a file while its service still makes the vectors of later ones', async () => {
    const rows = Array.from({ length: 400 }, (_, row) =>
      JSON.stringify({ instruction: `Count to ${row}.`, output: '' }),
    );
    const before = server.requests.length;
    const asked = await fetch(`${service.url}/v1/embeddings/files?space=content`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: rows.join('\n'),
    });
    const atFirst = server.requests.length - before;
    const lines = (await asked.text()).trim().split('\n');
    expect(lines).toHaveLength(rows.length);
    expect(server.requests.length - before).toBeGreaterThan(atFirst);
  });

  it('says that its service is not there, and answers again when it is', async () => {
    server.faults.push(
      ...Array.from(
        { length: 3 },
        () => (response: Parameters<typeof sendJson>[0]) => sendJson(response, 503, {}),
      ),
    );
    const asked = await service.postJson('/v1/embeddings', {
      input: ['a new text'],
      model: 'kindred-content',
    });
    expect(asked.headers.get('retry-after')).not.toBeNull();
    await errorOf(asked, 'embedding_service_unavailable');
    const again = service.postJson('/v1/embeddings', { input: ['a new text'], model: 'kindred-content' });
    await answerOf(EmbeddingsResponse, again);
  });

  it('does not start with a wrong key, and starts while the service does not answer', async () => {
    const started = async (changes: Record<string, string>): Promise<void> => {
      const KINDRED_DATA = join(await temporaryDirectory(), 'data');
      const config = readConfig({ ...environment, KINDRED_DATA, ...changes });
      await (await compose(config, () => undefined)).close();
    };
    await expect(started({ KINDRED_REMOTE_KEY: 'sk-wrong' })).rejects.toMatchObject({
      code: 'encoder_unavailable',
    });
    await started({ KINDRED_REMOTE_URL: 'http://127.0.0.1:9' });
  });
});
