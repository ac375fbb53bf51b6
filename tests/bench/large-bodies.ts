/**
 * The memory of the service under many large bodies at once, finished and unfinished, and how they are answered; beside
 * another build.
 *
 *   node --import tsx tests/bench/large-bodies.ts [--against DIR] [--bodies 64] [--megabytes 20]
 *
 * DIR is a checkout of another commit, with its packages installed. Left out, this build is measured alone.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serveAlone, type ServedProcess } from '../faults/served.ts';

const MEGABYTE = 1_000_000;
const UNFINISHED_MS = 5_000;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const { values } = parseArgs({
  options: {
    against: { type: 'string' },
    bodies: { type: 'string', default: '64' },
    megabytes: { type: 'string', default: '20' },
  },
});
const count = Number(values.bodies);
const texts = Array.from({ length: Number(values.megabytes) }, () => 'x '.repeat(MEGABYTE / 2));
/** It is read as a whole and then refused, so that memory is measured and not the encoder. */
const body = Buffer.from(JSON.stringify({ model: 'none', input: texts }));

async function finished({ url }: ServedProcess): Promise<string> {
  const statuses = new Map<string, number>();
  const send = async (): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1/embeddings`, { method: 'POST', headers, body }).then(
      async (response) => {
        await response.arrayBuffer();
        return String(response.status);
      },
      () => 'broken off',
    );
    statuses.set(answer, (statuses.get(answer) ?? 0) + 1);
  };
  await Promise.all(Array.from({ length: count }, send));
  return [...statuses].map(([status, times]) => `${times} x ${status}`).join(', ');
}

async function unfinished({ url }: ServedProcess): Promise<string> {
  const sockets = Array.from({ length: count }, () => connect(Number(new URL(url).port), '127.0.0.1'));
  const head = `POST /v1/embeddings HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  for (const socket of sockets) {
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(head);
    socket.write(body.subarray(0, body.length - 1));
  }
  await new Promise((done) => setTimeout(done, UNFINISHED_MS));
  const waiting = sockets.filter(({ bytesRead }) => bytesRead === 0).length;
  for (const socket of sockets) socket.destroy();
  return `${waiting} held, ${count - waiting} refused`;
}

async function measure(build: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kindred-bodies-'));
  const binary = join(build, 'infra/bin/kindred.mjs');
  const service = await serveAlone({ KINDRED_DATA: folder, KINDRED_LOG_LEVEL: 'silent' }, binary);
  const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`;
  try {
    await fetch(`${service.url}/readyz`);
    console.log(`${build}: ${mebibytes(service.memory())} at rest`);
    for (const [name, work] of Object.entries({ finished, unfinished })) {
      let outcome = '';
      const peak = await service.peakDuring(async () => void (outcome = await work(service)));
      console.log(`  ${count} ${name} bodies of ${values.megabytes} MB: ${mebibytes(peak)} (${outcome})`);
    }
  } finally {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await measure(ROOT);
if (values.against !== undefined) await measure(resolve(values.against));
