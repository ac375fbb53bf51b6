import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finished, startCliWith, type Finished } from '../e2e/run-cli.ts';
import { freePort, qdrantServer, redisServer, type Server } from './servers.ts';

const RIGHT = 'the-right-one';
const WRONG = 'wr0ng-s3cret';
const LOST = /ECONNREFUSED|Connection is closed|ECONNRESET/;
const MINUTES = 180_000;

let folder = '';
let redis: Server;
let qdrant: Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-secrets-'));
  redis = redisServer(join(folder, 'redis'), await freePort(), RIGHT);
  qdrant = qdrantServer(join(folder, 'qdrant'), await freePort(), await freePort(), RIGHT);
  for (const name of ['redis', 'qdrant']) await mkdir(join(folder, name));
  await Promise.all([redis.start(), qdrant.start()]);
});
afterAll(async () => {
  await Promise.all([redis.kill(), qdrant.kill()]);
  await rm(folder, { recursive: true, force: true });
});

const withPassword = (password: string): string => redis.url.replace(RIGHT, password);

/** Runs the real program with the most detailed log, until it ends by itself. */
function started(command: string[], variables: Record<string, string>): Promise<Finished> {
  const common = { KINDRED_DATA: join(folder, 'data'), KINDRED_PORT: '0', KINDRED_LOG_LEVEL: 'debug' };
  return finished(startCliWith({ ...common, ...variables }, ...command));
}

function expectRefusal({ code, stdout, stderr }: Finished, cause: RegExp): void {
  expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringMatching(cause) as string });
  expect(stdout + stderr).not.toContain(WRONG);
  expect(stdout + stderr).not.toContain(RIGHT);
}

describe.each([['serve'], ['worker']])('kindred %s', (command) => {
  it('says that Redis refuses it, and not with which password', { timeout: MINUTES }, async () => {
    const ended = await started([command], { REDIS_URL: withPassword(WRONG) });
    expectRefusal(ended, /correct them in REDIS_URL[\s\S]*WRONGPASS/);
  });

  it('says that Qdrant refuses it, and not with which key', { timeout: MINUTES }, async () => {
    const variables = { REDIS_URL: withPassword(RIGHT), QDRANT_URL: qdrant.url, QDRANT_API_KEY: WRONG };
    expectRefusal(await started([command], variables), /Qdrant[\s\S]*QDRANT_API_KEY/);
  });
});

it(
  'a worker whose Redis goes away in the middle says so without its password',
  { timeout: MINUTES },
  async () => {
    const worker = startCliWith(
      { KINDRED_DATA: join(folder, 'data'), KINDRED_LOG_LEVEL: 'debug', REDIS_URL: withPassword(RIGHT) },
      'worker',
    );
    const ended = finished(worker);
    let heard = '';
    worker.stderr.on('data', (text: string) => (heard += text));
    const hears = (what: RegExp): Promise<void> =>
      expect.poll(() => heard, { timeout: 60_000 }).toMatch(what);
    await hears(/Working/);
    await redis.kill();
    await hears(LOST);
    worker.kill('SIGTERM');
    const { stdout, stderr } = await ended;
    expect(stdout + stderr).not.toContain(RIGHT);
    await redis.start();
  },
);
