import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Readiness } from '../../schemas/api/health.ts';
import { answerOf, errorOf, startService, type Service } from '../api/service.ts';

/** More than any disk has. */
const RESERVE = String(2 ** 52);

let service: Service;
beforeAll(async () => {
  service = await startService({ environment: { KINDRED_DISK_RESERVE_BYTES: RESERVE }, encoder: 'tiny' });
});

test('a disk without room beyond its reserve takes no upload and no other work, and leaves nothing of either', async () => {
  const file = service.fetch('/v1/corpora/house/ingestions', { method: 'POST', body: '{"instruction":"x"}' });
  expect(await errorOf(file, 'storage_full')).toMatchObject({
    retryable: true,
    message: expect.stringContaining('KINDRED_DISK_RESERVE_BYTES') as string,
  });
  const pieces = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('{"instruction":"of an unknown length"}'));
      controller.close();
    },
  });
  const streamed = { method: 'POST', body: pieces, duplex: 'half' } as RequestInit;
  await errorOf(service.fetch('/v1/corpora/house/ingestions', streamed), 'storage_full');
  await expect(
    service.kindred.queue.enqueue('reembed-corpus', crypto.randomUUID(), { corpus: 'a', space_id: 's' }),
  ).rejects.toMatchObject({ code: 'storage_full', status: 507 });
  expect(await readdir(service.uploads)).toEqual([]);
  expect(await readdir(join(service.uploads, '..', 'accepted')).catch(() => [])).toEqual([]);
});

test('it answers all the same, and says that it is full', async () => {
  await answerOf(Readiness, service.fetch('/readyz')).then((ready) =>
    expect(ready).toMatchObject({
      status: 'read_only',
      store: 'ok',
      queue: 'ok',
      disk: expect.stringContaining('MiB left') as string,
    }),
  );
  expect((await service.fetch('/v1/corpora')).status).toBe(200);
  expect(await (await service.fetch('/metrics')).text()).toMatch(/kindred_disk_spare_bytes -\d/);
});
