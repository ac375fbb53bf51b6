import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TINY } from '../encoder-folder.ts';
import { ReadyProxy } from './ready-proxy.ts';
import { freePort } from './servers.ts';
import { Topology } from './topology.ts';

const CLIENTS = 4;
const PAUSE_MS = 10;
/** How long the load goes on before and after each restart. */
const CALM_MS = 500;

let topology: Topology;
const proxy = new ReadyProxy();
beforeEach(async () => {
  topology = await Topology.start({ settings: { KINDRED_ENCODER: TINY } });
});
afterEach(async () => {
  await proxy.close();
  await topology.stop();
});

test('two APIs behind a proxy are restarted one after the other, and no request fails', async () => {
  const apis = await Promise.all(
    [await freePort(), await freePort()].map(async (port) => {
      const variables = { KINDRED_PORT: String(port) };
      return { variables, ...(await topology.apiProcess(variables)) };
    }),
  );
  const load = new Load(await proxy.open(apis.map(({ url }) => url)));
  for (const { variables, process: old } of apis) {
    await sleep(CALM_MS);
    const exited = once(old, 'exit') as Promise<[number | null]>;
    old.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
    expect(proxy.ready).toBe(1);
    await topology.apiProcess(variables);
    while (proxy.ready < 2) await sleep(20);
  }
  await sleep(CALM_MS);
  expect(await load.stop()).toEqual([]);
  expect(load.answered).toBeGreaterThan(100);
}, 240_000);

/** Clients that ask again and again, over connections that they keep. */
class Load {
  readonly #failures: string[] = [];
  readonly #clients: Promise<void>[];
  #goesOn = true;
  answered = 0;

  constructor(url: string) {
    const questions = ['/v1/corpora', '/v1/jobs', '/healthz', '/v1/corpora?limit=5'];
    this.#clients = Array.from({ length: CLIENTS }, async (_, at) => {
      for (; this.#goesOn; await sleep(PAUSE_MS))
        await this.#ask(`${url}${questions[at % questions.length]}`);
    });
  }

  async stop(): Promise<readonly string[]> {
    this.#goesOn = false;
    await Promise.all(this.#clients);
    return this.#failures;
  }

  async #ask(url: string): Promise<void> {
    try {
      const response = await fetch(url);
      const text = await response.text();
      if (response.ok) this.answered += 1;
      else this.#failures.push(`${url}: ${response.status} ${text}`);
    } catch (error) {
      this.#failures.push(`${url}: ${String(error)}`);
    }
  }
}
