import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { expect, it, type TestContext } from 'vitest';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { finished, firstLine, startCliWith } from '../e2e/run-cli.ts';
import { TINY } from '../encoder-folder.ts';
import { killed } from './servers.ts';

const STOP_SECONDS = 1;
/** A short stop deadline leaves a blocked event loop as long as this. */
const LONGEST_BLOCK_SECONDS = 10;
/** On a busy machine, and for a request of the stop that runs out of its own time. */
const SLACK_SECONDS = 5;

interface Ended {
  readonly seconds: number;
  readonly stderr: string;
}

/** Starts `kindred serve`, has its event loop blocked, and tells it to stop. */
async function stoppedWhileBlocked(
  block: 'now' | 'microtasks' | 'stopping',
  { onTestFinished }: TestContext,
): Promise<Ended> {
  const served = startCliWith(
    {
      KINDRED_DATA: join(await temporaryDirectory(), 'data'),
      KINDRED_ENCODER: TINY,
      KINDRED_STOP_SECONDS: String(STOP_SECONDS),
      NODE_OPTIONS: `--import ${new URL('./blocked-on-signal.mjs', import.meta.url).href}`,
      BLOCK: block,
    },
    'serve',
    '--port',
    '0',
  );
  onTestFinished(() => killed(served));
  const end = finished(served);
  const exit = once(served, 'exit');
  const url = (await firstLine(served)).replace('Kindred listens at ', '');
  if (block !== 'stopping') {
    served.kill('SIGUSR2');
    const asked = fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) });
    await expect(asked).rejects.toThrow(/timeout/);
  }
  const began = performance.now();
  served.kill('SIGTERM');
  await exit;
  const seconds = (performance.now() - began) / 1_000;
  return { seconds, stderr: (await end).stderr };
}

it.concurrent(
  'a process whose event loop never turns again ends after SIGTERM within its deadline',
  async (context) => {
    const [looping, flooded, late] = await Promise.all([
      stoppedWhileBlocked('now', context),
      stoppedWhileBlocked('microtasks', context),
      stoppedWhileBlocked('stopping', context),
    ]);
    for (const { seconds, stderr } of [looping, flooded]) {
      expect(seconds).toBeLessThan(LONGEST_BLOCK_SECONDS + SLACK_SECONDS);
      expect(stderr).toMatch(/^\{.*event loop has stood still for 10 s.*\}$/m);
    }
    expect(late.seconds).toBeLessThan(STOP_SECONDS + SLACK_SECONDS);
    expect(late.stderr).toMatch(/^\{.*KINDRED_STOP_SECONDS.*\}$/m);
  },
);

it.concurrent(
  'a process that was stopped for longer than its deadline, and goes on, is not ended',
  async ({ onTestFinished }) => {
    const served = startCliWith(
      {
        KINDRED_DATA: join(await temporaryDirectory(), 'data'),
        KINDRED_ENCODER: TINY,
        KINDRED_STOP_SECONDS: String(STOP_SECONDS),
      },
      'serve',
      '--port',
      '0',
    );
    onTestFinished(() => killed(served));
    const url = (await firstLine(served)).replace('Kindred listens at ', '');
    served.kill('SIGSTOP');
    await sleep((LONGEST_BLOCK_SECONDS + 1) * 1_000);
    served.kill('SIGCONT');
    await sleep(1_000);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  },
);
