import { once } from 'node:events';
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { finished, startCliWith } from '../e2e/run-cli.ts';
import { TINY } from '../encoder-folder.ts';
import { freePort, killed, redisServer, type Server } from './servers.ts';

const MINUTES = 120_000;
/** Redis is away for so long that each connection is tried many times. */
const AWAY_MS = 4_000;

let redis: Server;
let environment: Record<string, string> = {};
beforeAll(async () => {
  const folder = await temporaryDirectory();
  await mkdir(join(folder, 'redis'));
  redis = redisServer(join(folder, 'redis'), await freePort());
  await redis.start();
  environment = {
    REDIS_URL: redis.url,
    KINDRED_DATA: join(folder, 'data'),
    KINDRED_ENCODER: TINY,
    KINDRED_PORT: '0',
    NODE_OPTIONS: `--import ${new URL('./plain-lines-on-signal.mjs', import.meta.url).href}`,
  };
});
afterAll(() => redis.kill());

interface Line {
  readonly level: number;
  readonly msg: string;
}

const linesOf = (stderr: string): Line[] =>
  stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

it.each([['serve'], ['worker']])(
  'every line on stderr of kindred %s is JSON, and an error that comes again and again is told once',
  async (command) => {
    const child = startCliWith(environment, command);
    const ended = finished(child);
    let heard = '';
    child.stderr.on('data', (text: string) => (heard += text));
    try {
      await expect.poll(() => heard, { timeout: 60_000 }).toMatch(/Working|Documentation/);
      await redis.kill();
      await expect.poll(() => heard, { timeout: 60_000 }).toMatch(/ECONNREFUSED/);
      await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
      await redis.start();
      const exit = once(child, 'exit') as Promise<[number]>;
      child.kill('SIGUSR2');
      expect((await exit)[0]).toBe(1);
    } finally {
      await killed(child);
    }
    const lines = linesOf((await ended).stderr);
    const refused = lines.filter(({ msg }) => msg.includes('ECONNREFUSED'));
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused.map(({ msg }) => msg)).size).toBe(refused.length);
    expect(refused.length).toBeLessThan(5);
    const said = lines.map(({ msg }) => msg);
    expect(said).toEqual(
      expect.arrayContaining([
        'a package says',
        'something in two lines',
        'half a line and its end',
        'something is old',
      ]),
    );
    expect(lines.at(-1)).toMatchObject({ level: 60, err: { message: 'nobody waits for this' } });
  },
  MINUTES,
);

it(
  'a start that fails says why in a line of JSON',
  async () => {
    const port = String(await freePort());
    const url = `redis://127.0.0.1:${port}`;
    const { code, stderr } = await finished(startCliWith({ ...environment, REDIS_URL: url }, 'worker'));
    expect(code).toBe(4);
    expect(linesOf(stderr).at(-1)?.msg).toContain('Start Redis');
  },
  MINUTES,
);
