// Makes a new queue and packs it, for the build: node services/queue/write-template.js FILE
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedQueue } from './pglite-backend.ts';
import { packTemplate } from './template.ts';

const [, , file = 'queue-template.gz'] = process.argv;
const folder = await mkdtemp(join(tmpdir(), 'kindred-template-'));
try {
  const directory = join(folder, 'queue');
  await (await openEmbeddedQueue(directory)).close();
  await packTemplate(directory, file);
} finally {
  await rm(folder, { recursive: true, force: true });
}
