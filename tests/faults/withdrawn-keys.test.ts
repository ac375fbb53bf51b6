import { request } from 'node:http';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import { createKey } from '../../services/access/api-key.ts';
import { changeKeys, writeKeys } from '../../services/access/key-file.ts';
import { answerOf, errorOf, jsonLines, startService, type Service } from '../api/service.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';

/** A file look and a look at what is still being sent, each once a second, on a busy machine. */
const WITHIN_MS = 8_000;
const VALID_MS = 2_000;

describe('a key that has lost its right', () => {
  let service: Service;
  let path = '';
  let job = '';
  const keys: Record<string, string> = {};
  const as = (name: string, url: string, init: RequestInit = {}): Promise<Response> =>
    service.fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${keys[name]}` } });
  const grant = async (name: string, scopes: ('write' | 'metrics')[], expiresAt?: Date): Promise<void> => {
    const made = createKey(
      { name, scopes, corpora: null, ...(expiresAt !== undefined && { expiresAt }) },
      new Date(),
    );
    keys[name] = made.key;
    await changeKeys(path, (others) => [...others, made.stored]);
  };
  const revoke = (name: string): Promise<void> =>
    changeKeys(path, (all) => all.filter((key) => key.name !== name));

  /** A request that goes on for as long as the service lets it. */
  interface LongRequest {
    readonly open: Promise<void>;
    readonly isOver: boolean;
    close(): void;
  }
  const longRequest = (name: string, url: string, method: string, dripping: boolean): LongRequest => {
    let isOver = false;
    const over = (): void => void (isOver = true);
    const headers = { authorization: `Bearer ${keys[name]}` };
    const sent = request(`${service.url}${url}`, { method, headers }).on('error', over).on('close', over);
    const open = new Promise<void>((resolve) => {
      sent.once('response', (response) => {
        response.on('error', over).on('close', over).resume();
        resolve();
      });
    });
    if (dripping) {
      const timer = setInterval(() => sent.write('{"instruction":"Write."}\n'), 100);
      sent.once('close', () => clearInterval(timer));
    } else sent.end();
    return {
      open,
      get isOver() {
        return isOver;
      },
      close: () => void sent.destroy(),
    };
  };
  /** Follows the job, which never ends since nobody works on it. */
  const streamOf = (name: string): LongRequest => longRequest(name, `/v1/jobs/${job}/events`, 'GET', false);
  const drippingUpload = (name: string): LongRequest =>
    longRequest(name, '/v1/corpora/poems/ingestions?file_name=slow.jsonl', 'POST', true);

  beforeAll(async () => {
    path = join(await temporaryDirectory(), 'keys.json');
    await writeKeys(path, []);
    await grant('steady', ['write']);
    await grant('revoked', ['write']);
    await grant('monitoring', ['metrics']);
    service = await startService({ encoder: 'tiny', workers: false, environment: { KINDRED_KEYS: path } });
    const accepted = as('steady', '/v1/corpora/poems/ingestions?file_name=rows.jsonl', {
      method: 'POST',
      body: jsonLines([{ instruction: 'Write a poem.', output: 'A poem.' }]),
    });
    ({ job } = await answerOf(IngestionAccepted, accepted, 202));
  });

  it('gets no more events and no upload through, while others go on', async () => {
    const events = { revoked: streamOf('revoked'), steady: streamOf('steady') };
    await Promise.all([events.revoked.open, events.steady.open]);
    const before = await readdir(service.uploads);
    const upload = drippingUpload('revoked');
    await expect.poll(async () => (await readdir(service.uploads)).length).toBe(before.length + 1);
    await revoke('revoked');
    await expect.poll(() => events.revoked.isOver && upload.isOver, { timeout: WITHIN_MS }).toBe(true);
    await expect.poll(() => readdir(service.uploads), { timeout: WITHIN_MS }).toEqual(before);
    await errorOf(as('revoked', `/v1/jobs/${job}/events`), 'unauthenticated');
    expect(events.steady.isOver).toBe(false);
    events.steady.close();
  });

  it('is told when it expired, and its events end then', async () => {
    const until = new Date(Date.now() + VALID_MS + 2_000);
    await grant('guest', ['write'], until);
    await expect
      .poll(async () => (await as('guest', '/v1/corpora')).status, { timeout: WITHIN_MS })
      .toBe(200);
    const events = streamOf('guest');
    await events.open;
    await sleep(Math.max(0, until.getTime() - Date.now()));
    const error = await errorOf(as('guest', '/v1/corpora'), 'unauthenticated');
    expect(error.message).toContain(`The key guest expired at ${until.toISOString()}`);
    await expect.poll(() => events.isOver, { timeout: WITHIN_MS }).toBe(true);
  });

  it('a key for metrics reads them and nothing else', async () => {
    expect(await (await as('monitoring', '/metrics')).text()).toContain('kindred_');
    for (const route of ['/v1/corpora', '/v1/jobs', `/v1/jobs/${job}/events`, '/admin/queues']) {
      await errorOf(as('monitoring', route), 'forbidden');
    }
    await errorOf(as('steady', '/metrics'), 'forbidden');
  });
});
