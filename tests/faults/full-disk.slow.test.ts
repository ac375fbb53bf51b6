import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstLine } from '../e2e/run-cli.ts';
import { TINY } from '../encoder-folder.ts';
import { corpusOf, jobUntil, startIngestion } from './ingested-over-http.ts';
import { killed } from './servers.ts';

const BINARY = fileURLToPath(new URL('../../infra/bin/kindred.mjs', import.meta.url));
const MINUTES = 180_000;
const MEBIBYTE = 1024 ** 2;
const DISK_MIB = 128;
const RESERVE_MIB = 24;
/** So many that the disk is full before they are in. */
const ROWS = 5_000;
/** An answer that takes longer is none. Machines that run tests are slow at times. */
const ANSWER_MS = 30_000;
/** Longer than a batch takes. */
const RESTS_MS = 4_000;

/** A service whose data lie on a small disk of their own, in memory. */
class SmallDisk {
  readonly #folder: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly url: string;
  readonly lines: string[] = [];
  #fillers = 0;

  private constructor(folder: string, child: ChildProcessWithoutNullStreams, url: string) {
    this.#folder = folder;
    this.#child = child;
    this.url = url;
    child.stderr
      .setEncoding('utf8')
      .on('data', (text: string) => this.lines.push(...text.trim().split('\n')));
  }

  /** Mounts the disk in a namespace of the process alone, for which Linux asks for no rights. */
  static async serving(folder: string): Promise<SmallDisk> {
    const mounted = `mount -t tmpfs -o size=${DISK_MIB}m none "$0" && exec "$@"`;
    const program = [process.execPath, BINARY, 'serve', '--port', '0'];
    const child = spawn('unshare', ['-m', '-r', 'sh', '-c', mounted, folder, ...program], {
      env: {
        PATH: process.env['PATH'],
        KINDRED_DATA: join(folder, 'data'),
        KINDRED_ENCODER: TINY,
        KINDRED_DISK_RESERVE_BYTES: String(RESERVE_MIB * MEBIBYTE),
        KINDRED_LOG_LEVEL: 'warn',
      },
    });
    const line = await firstLine(child).catch((error: unknown) => {
      throw new Error('a small disk needs "unshare" and user namespaces, or root', { cause: error });
    });
    return new SmallDisk(folder, child, /http:\S+/.exec(line)?.[0] ?? '');
  }

  /** The folder of the disk as this process sees it. */
  get path(): string {
    return join(`/proc/${this.#child.pid ?? 0}/root`, this.#folder);
  }

  async freeMiB(): Promise<number> {
    const { bavail, bsize } = await statfs(this.path);
    return (bavail * bsize) / MEBIBYTE;
  }

  /** Fills the disk, as other programs may, until `mib` are left. */
  async fill(mib: number): Promise<void> {
    const bytes = Math.floor(((await this.freeMiB()) - mib) * MEBIBYTE);
    await writeFile(
      join(this.path, `filler-${(this.#fillers += 1)}`),
      Buffer.alloc(Math.max(0, bytes)),
    ).catch(() => undefined);
    // What is left below a page.
    for (let at = 0; mib === 0 && at < 100; at += 1) {
      await writeFile(join(this.path, `filler-page-${at}`), Buffer.alloc(4_096)).catch(() => undefined);
    }
  }

  async empty(): Promise<void> {
    for (const name of await readdir(this.path))
      if (name.startsWith('filler')) await rm(join(this.path, name));
  }

  async stop(): Promise<void> {
    await killed(this.#child);
  }

  async ready(): Promise<{ status: string; disk: string; queue: string; store: string }> {
    const response = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) });
    return (await response.json()) as { status: string; disk: string; queue: string; store: string };
  }

  async upload(corpus: string): Promise<{ status: number; code: string }> {
    const body = corpusOf(3).replaceAll('number', corpus);
    const path = `${this.url}/v1/corpora/${corpus}/ingestions?file_name=a.jsonl`;
    const response = await fetch(path, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(ANSWER_MS),
    }).catch(async (cause: unknown) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const { exitCode, signalCode } = this.#child;
      const end = `exit ${exitCode ?? 'none'}, signal ${signalCode ?? 'none'}`;
      throw new Error(`no answer (${end}); the service said:\n${this.lines.join('\n')}`, { cause });
    });
    const { error } = (await response.json()) as { error?: { code: string } };
    return { status: response.status, code: error?.code ?? '' };
  }

  /** Asks a question. @returns the status of the answer */
  async ask(): Promise<number> {
    const response = await fetch(`${this.url}/v1/demonstrations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ instruction: 'Write a poem about rivers.', k: 3 }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return response.status;
  }
}

/**
 * Resolves when a job has not gone on for some seconds: it waits for room, and no write is under way. The engine of the store
 * writes to mapped files, and a disk that is full to its last byte at that moment ends the process with SIGBUS; the reserve
 * is there so that this moment does not come.
 */
async function untilItRests(api: string, job: string): Promise<void> {
  for (let last = -1; ;) {
    const { done } = await jobUntil(api, job, () => true);
    if (done === last) return;
    last = done;
    await new Promise((resolve) => setTimeout(resolve, RESTS_MS));
  }
}

// Other systems mount no disk without rights. There tests/faults/disk-reserve.test.ts holds alone.
describe.skipIf(process.platform !== 'linux')('on a disk that fills up', () => {
  let folder = '';
  let disk: SmallDisk;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kindred-disk-'));
    disk = await SmallDisk.serving(folder);
  }, MINUTES);
  afterEach(async () => {
    await disk.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test.each([
    ['down to the reserve', RESERVE_MIB - 4],
    ['to its last byte, by other programs', 0],
  ])(
    '%s: questions are answered, work is refused with 507 and waits, and goes on by itself when there is room',
    { timeout: MINUTES },
    async (_how, left) => {
      const first = await startIngestion(disk.url, 'first', corpusOf(60));
      await jobUntil(disk.url, first, ({ state }) => state === 'completed');
      expect(await disk.ask()).toBe(200);
      const rows = corpusOf(ROWS).replaceAll('number', 'numeral');
      const job = await startIngestion(disk.url, 'second', rows);
      await jobUntil(disk.url, job, ({ done }) => done > 0);
      const before = disk.lines.length;
      await disk.fill(RESERVE_MIB - 4);
      await untilItRests(disk.url, job);
      await disk.fill(left);

      for (let round = 0; round < 3; round += 1) {
        expect(await disk.upload(`late-${round}`)).toEqual({ status: 507, code: 'storage_full' });
        expect(await disk.ask()).toBe(200);
        const ready = await disk.ready();
        expect(ready).toMatchObject({ status: 'read_only', queue: 'ok', store: 'ok' });
        expect(ready.disk).toContain('MiB left');
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
      const { state } = await jobUntil(disk.url, job, () => true);
      expect(['active', 'waiting', 'delayed', 'waiting-children']).toContain(state);
      expect(disk.lines.length - before).toBeLessThan(40);

      await disk.empty();
      const { result } = await jobUntil(disk.url, job, ({ state: now }) => now === 'completed');
      expect(result).toMatchObject({ rows: ROWS });
      const corpus = (await (await fetch(`${disk.url}/v1/corpora/second`)).json()) as { records: number };
      expect(corpus.records).toBe(ROWS);
      expect(await disk.upload('after')).toMatchObject({ status: 202 });
      expect((await disk.ready()).status).toBe('ready');
    },
  );
});
