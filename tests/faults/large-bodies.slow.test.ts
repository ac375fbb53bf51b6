import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { CorpusList } from '../../schemas/api/corpora.ts';
import { createKey } from '../../services/access/api-key.ts';
import { writeKeys } from '../../services/access/key-file.ts';
import { answerOf, errorOf } from '../api/service.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { TINY } from '../encoder-folder.ts';
import { atEndOfFile } from '../setup/end-of-file.ts';
import { serveAlone } from './served.ts';

const BODIES = 64;
const MEGABYTE = 1_000_000;
const GIBIBYTE = 1024 ** 3;
/** It is collected and read as a whole, and then refused: what is embedded of it does not matter here. */
const BODY = Buffer.from(
  JSON.stringify({ model: 'none', input: Array.from({ length: 20 }, () => 'x '.repeat(MEGABYTE / 2)) }),
);

it('under 64 bodies of 20 MB of two keys memory stays below 1 GiB, and a third key is answered meanwhile', async () => {
  const base = await temporaryDirectory();
  const keysFile = join(base, 'keys.json');
  const made = ['one', 'two', 'other'].map((name) =>
    createKey({ name, scopes: ['read'], corpora: null }, new Date()),
  );
  await writeKeys(
    keysFile,
    made.map(({ stored }) => stored),
  );
  const service = await serveAlone({
    KINDRED_DATA: join(base, 'data'),
    KINDRED_KEYS: keysFile,
    KINDRED_ENCODER: TINY,
    KINDRED_LOG_LEVEL: 'silent',
  });
  atEndOfFile(() => service.stop());
  const as = (key: number): { authorization: string } => ({ authorization: `Bearer ${made[key]?.key}` });
  const send = (key: number): Promise<Response> =>
    fetch(`${service.url}/v1/embeddings`, {
      method: 'POST',
      headers: { ...as(key), 'content-type': 'application/json' },
      body: BODY,
    });

  let sending = true;
  const statuses: number[] = [];
  const others = (async () => {
    while (sending) {
      await answerOf(
        CorpusList,
        fetch(`${service.url}/v1/corpora`, { headers: { ...as(2), connection: 'close' } }),
      );
      await sleep(100);
    }
  })();
  const peak = await service.peakDuring(async () => {
    const answers = await Promise.all(Array.from({ length: BODIES }, (_, body) => send(body % 2)));
    for (const answer of answers) {
      statuses.push(answer.status);
      if (answer.status !== 400) expect(answer.headers.get('retry-after')).toBe('2');
      await answer.arrayBuffer();
    }
    sending = false;
    await others;
  });
  expect(peak).toBeLessThan(GIBIBYTE);
  expect(statuses).toContain(400);
  expect(statuses.filter((status) => ![400, 429, 503].includes(status))).toEqual([]);
  for (const key of [0, 1]) await errorOf(send(key), 'invalid_request');
});
