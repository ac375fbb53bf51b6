import { Strategy } from '../../schemas/api/demonstrations.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { CorpusDetail, TaskList } from '../../schemas/api/corpora.ts';
import { startService, type Service } from '../api/service.ts';
import { requiredQdrant } from '../contract/qdrant-server.ts';
import { removeCollections, freshLayout } from '../contract/qdrant-samples.ts';
import { recordWith, seededRandom, vectorsFor } from '../contract/store-samples.ts';
import { atEndOfFile } from '../setup/end-of-file.ts';
import { FaultyProxy } from './faulty-proxy.ts';
import { ownRedis } from './own-redis.ts';

/** More labels than the server counts one by one, and than strict mode lets a request ask for. */
const LABELS = 1_500;
/** Records with one vector: more than strict mode lets a request ask for. */
const ALIKE = 1_100;
const MAX_QUERY_LIMIT = 1_000;
const CLIENTS = 8;
const NOTICED_MS = 2_500;

const address = requiredQdrant();
const layout = freshLayout();
const proxy = new FaultyProxy(address.url);

let service: Service;
beforeAll(async () => {
  const QDRANT_URL = await proxy.open();
  atEndOfFile(() => proxy.close());
  atEndOfFile(() => removeCollections(address, layout));
  const servers = { QDRANT_URL, QDRANT_COLLECTION: layout.name, REDIS_URL: await ownRedis() };
  service = await startService({ encoder: 'tiny', workers: false, environment: servers });
  const { store } = service.kindred.encodings.live();
  const random = seededRandom(16);
  const vectors = vectorsFor(random, undefined, store.signature);
  await store.upsert(
    Array.from({ length: LABELS + ALIKE }, (_, at) => ({
      record: recordWith(`row ${at}`, {
        corpus: 'many',
        source: `source ${at % LABELS}`,
        ...(at < LABELS && { label: { name: `verb${at}|noun`, confidence: 1 } }),
      }),
      vectors: at < LABELS ? vectorsFor(random, undefined, store.signature) : vectors,
    })),
  );
});

const asked = async (path: string): Promise<unknown> => {
  const response = await service.fetch(`/v1/corpora/${path}`);
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body;
};

/** What must hold of a corpus of many labels, whatever the server allows. */
async function expectRightAnswers(): Promise<void> {
  const detail = CorpusDetail.parse(await asked('many'));
  expect(detail).toMatchObject({
    ...{ records: LABELS + ALIKE, labels: LABELS, unlabelled: ALIKE, sources_total: LABELS },
  });
  expect(detail.sources).toHaveLength(100);
  const list = TaskList.parse(await asked('many/tasks?limit=1000&examples=2'));
  expect(list).toMatchObject({ total: LABELS, unlabelled: ALIKE });
  expect(list.tasks).toHaveLength(1_000);
  for (const { count, examples } of list.tasks) expect([count, examples.length]).toEqual([1, 1]);
}

describe('a corpus of many labels on Qdrant', () => {
  it('is counted once for eight clients that ask at once, and in few requests', async () => {
    await expectRightAnswers();
    await service.kindred.encodings.live().store.upsert([]);
    const before = proxy.requests;
    const path = 'many/tasks?limit=1000&examples=0';
    await Promise.all(Array.from({ length: CLIENTS }, () => asked(path)));
    // Twice the count of records, the quick count of labels, and the number of records that have one.
    expect(proxy.requests - before).toBeLessThanOrEqual(12);
  });

  it('is answered on every reading route when strict mode bounds what a request may ask for', async () => {
    const changed = await fetch(`${address.url}/collections/${layout.name}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ strict_mode_config: { enabled: true, max_query_limit: MAX_QUERY_LIMIT } }),
    });
    expect(changed.ok).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, NOTICED_MS));
    await expectRightAnswers();
    await asked('');
    await asked('many/records?limit=500');
    await asked(`many/records?limit=500&source=${encodeURIComponent('source 3')}`);
    for (const strategy of Strategy.options) {
      const body = { instruction: 'Do row 5.', corpora: ['many'], k: 20, strategy, max_tokens: 100_000 };
      expect((await service.postJson('/v1/demonstrations', body)).status, strategy).toBe(200);
    }
    const rows = [{ instruction: `Do row ${LABELS + 1}.` }, { instruction: randomUUID() }];
    const checked = await service.postJson('/v1/corpora/many/duplicates/check', { rows });
    expect(checked.status, await checked.clone().text()).toBe(200);
  });
});
