import { onTestFinished, expect, it } from 'vitest';
import { DemonstrationsResponse } from '../../schemas/api/found-demonstrations.ts';
import { freshLayout, removeCollections } from '../contract/qdrant-samples.ts';
import { requiredQdrant } from '../contract/qdrant-server.ts';
import { ownRedis } from '../faults/own-redis.ts';
import { ROWS } from './rows.ts';
import { answerOf, ingest, startService, type Service } from './service.ts';

const TOPICS = ['lighthouses', 'rain in March', 'my grandmother'];

async function prefixesOf(service: Service): Promise<string[]> {
  await ingest(service, 'house', ROWS);
  const answers = await Promise.all(
    TOPICS.map((topic) =>
      answerOf(
        DemonstrationsResponse,
        service.postJson('/v1/demonstrations', {
          ...{ instruction: `Write a short poem about ${topic}`, corpora: ['house'], k: 2, backbone: 4 },
          format: 'text',
        }),
      ),
    ),
  );
  for (const { prefix } of answers) expect(prefix).toMatchObject({ demonstrations: 4 });
  return answers.map(({ prompt, prefix }) => JSON.stringify([prompt.slice(0, prefix?.length), prefix]));
}

it('a stable prefix is the same over Qdrant for all queries of a kind, and the one of the embedded store', async () => {
  const address = requiredQdrant();
  const layout = freshLayout();
  onTestFinished(() => removeCollections(address, layout));
  const environment = {
    ...{ REDIS_URL: await ownRedis(), QDRANT_URL: address.url, QDRANT_COLLECTION: layout.name },
    ...(address.apiKey !== null && { QDRANT_API_KEY: address.apiKey }),
  };
  const overQdrant = await prefixesOf(await startService({ environment }));
  expect(new Set(overQdrant).size).toBe(1);
  expect(await prefixesOf(await startService())).toEqual(overQdrant);
});
