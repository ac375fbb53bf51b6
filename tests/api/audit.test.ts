import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CorpusDeleted } from '../../schemas/api/corpora.ts';
import { CurationAccepted } from '../../schemas/api/curations.ts';
import { ResultDeleted } from '../../schemas/api/jobs.ts';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import type { AuditEntry } from '../../schemas/audit.ts';
import { createKey } from '../../services/access/api-key.ts';
import { lastUses, readAudit } from '../../services/access/audit-files.ts';
import { AuditLog } from '../../services/access/audit-log.ts';
import { writeKeys } from '../../services/access/key-file.ts';
import { finished, startCliWith } from '../e2e/run-cli.ts';
import { answerOf, errorOf, jsonLines, startService, type Service } from './service.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const SECRET = 'a heron of glass';
const ROWS = Array.from({ length: 12 }, (_, at) => ({
  instruction: `Write a poem about ${SECRET} number ${at}.`,
  output: `Poem ${at}.`,
}));

async function entriesOf(dataDir: string): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of readAudit(dataDir)) entries.push(entry);
  return entries;
}

describe('the audit log of a service with keys', () => {
  let service: Service;
  let dataDir = '';
  let writer = { id: '', key: '' };
  const asked = (path: string, init: RequestInit = {}, key = writer.key): Promise<Response> =>
    service.fetch(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${key}` } });
  const noted = async (event: string): Promise<AuditEntry[]> =>
    (await entriesOf(dataDir)).filter((entry) => entry.event === event);

  beforeAll(async () => {
    const keysFile = join(await temporaryDirectory(), 'keys.json');
    const { key, stored } = createKey({ name: 'writer', scopes: ['write'], corpora: null }, new Date());
    await writeKeys(keysFile, [stored]);
    writer = { id: stored.id, key };
    service = await startService({ encoder: 'tiny', environment: { KINDRED_KEYS: keysFile } });
    dataDir = service.kindred.config.dataDir;
    const accepted = asked('/v1/corpora/poems/ingestions', { method: 'POST', body: jsonLines(ROWS) });
    const { job } = await answerOf(IngestionAccepted, accepted, 202);
    await (await asked(`/v1/jobs/${job}/events`)).text();
  });

  it('says who exported how many rows, who took the file, and who deleted how many records', async () => {
    const who = { key: writer.id, name: 'writer' };
    const exporting = asked('/v1/corpora/poems/exports', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const { job } = await answerOf(CurationAccepted, exporting, 202);
    await (await asked(`/v1/jobs/${job}/events`)).text();
    expect(await noted('export_started')).toMatchObject([{ ...who, job, corpora: ['poems'] }]);
    expect(await noted('export_finished')).toMatchObject([{ key: null, job, corpora: ['poems'], rows: 12 }]);
    const [file = ''] = await readdir(join(dataDir, 'curations', job)).then((names) =>
      names.filter((name) => name.startsWith('export')),
    );
    await (await asked(`/v1/jobs/${job}/files/${file}`)).text();
    await expect.poll(() => noted('result_read')).toMatchObject([{ ...who, job, file, times: { sent: 1 } }]);
    await answerOf(ResultDeleted, asked(`/v1/jobs/${job}/result`, { method: 'DELETE' }));
    expect(await noted('results_deleted')).toMatchObject([{ ...who, job }]);

    await errorOf(asked('/v1/corpora/nothing', { method: 'DELETE' }), 'not_found');
    await answerOf(CorpusDeleted, asked('/v1/corpora/poems', { method: 'DELETE' }));
    expect(await noted('corpus_deleted')).toMatchObject([{ ...who, corpus: 'poems', records: 12 }]);
  });

  it('says which key was used, and that others were refused, with numbers once the service ends', async () => {
    await errorOf(asked('/v1/corpora', {}, 'kindred_0_0'), 'unauthenticated');
    await expect.poll(() => noted('key_used')).toHaveLength(2);
    expect((await lastUses(dataDir, new Set([writer.id]))).get(writer.id)).toMatch(/^20/);
    const log = service.kindred.audit;
    await log.close();
    const uses = await noted('key_used');
    expect(uses.map(({ name }) => name).sort()).toEqual(['nobody', 'writer', 'writer']);
    const times = uses
      .filter(({ name }) => name === 'writer')
      .map((use) => use['times'] as Record<string, number>);
    const all = times.reduce((sum, { deleteCorpus = 0, refused = 0 }) => sum + deleteCorpus + refused, 0);
    expect(all).toBe(3);
  });

  it('has no texts and no keys, and is for its owner alone', async () => {
    const folder = join(dataDir, 'audit');
    for (const name of await readdir(folder)) {
      const text = await readFile(join(folder, name), 'utf8');
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(writer.key.slice(-43));
      if (process.platform !== 'win32') expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
    }
  });

  it('is printed by a command, and lists when a key was last used', async () => {
    const run = (...args: string[]) =>
      finished(
        startCliWith({ KINDRED_DATA: dataDir, KINDRED_KEYS: service.kindred.config.keysFile ?? '' }, ...args),
      );
    const { stdout } = await run('audit', '--event', 'corpus_deleted', '--key', 'writer');
    expect(stdout.trim().split('\t').slice(1)).toEqual([
      'corpus_deleted',
      `writer (${writer.id})`,
      '{"corpus":"poems","records":12}',
    ]);
    await run('keys', 'create', 'later', '--expires', '30d');
    const listed = (await run('keys', 'list')).stdout.trim().split('\n');
    expect(listed[0]).toMatch(/^writer\t.*\tdoes not expire\tused 20/);
    expect(listed[1]).toMatch(/^later\t.*\texpires 20.*\tno use known$/);
    expect(await noted('key_created')).toMatchObject([{ key: 'local', of_name: 'later' }]);
  });
});

describe('the files of the audit log', () => {
  const NO_LOSS = (_entry: AuditEntry, error: unknown): void => {
    throw error;
  };
  it('are removed after their days, and bounded in all', async () => {
    const dataDir = await temporaryDirectory();
    const folder = join(dataDir, 'audit');
    await mkdir(folder, { recursive: true });
    for (const day of ['2001-01-01', '2001-01-02'])
      await writeFile(join(folder, `${day}.0000.jsonl`), '{}\n');
    const log = new AuditLog(dataDir, { days: 30, onLost: NO_LOSS });
    await log.note('corpus_deleted', { id: 'a', name: 'a' }, { corpus: 'x', records: 1 });
    await log.close();
    expect(await readdir(folder)).toEqual([`${new Date().toISOString().slice(0, 10)}.0000.jsonl`]);
  });

  it('take entries of several writers at once, whole', async () => {
    const dataDir = await temporaryDirectory();
    const logs = [0, 1, 2].map(() => new AuditLog(dataDir, { days: 30, onLost: NO_LOSS }));
    const actor = { id: 'a', name: 'a' };
    await Promise.all(
      logs.flatMap((log, writer) =>
        Array.from({ length: 100 }, (_, at) =>
          log.note('corpus_deleted', actor, { corpus: `c${writer}/${at}` }),
        ),
      ),
    );
    for (const log of logs) await log.close();
    expect(new Set((await entriesOf(dataDir)).map((entry) => entry['corpus'])).size).toBe(300);
  });

  it('that cannot be written stop nothing, and the entry is told elsewhere', async () => {
    const dataDir = join(await temporaryDirectory(), 'a-file');
    await writeFile(dataDir, '');
    const lost: AuditEntry[] = [];
    const log = new AuditLog(dataDir, { days: 30, onLost: (entry) => lost.push(entry) });
    await log.note('corpus_deleted', null, { corpus: 'x' });
    await log.close();
    expect(lost).toMatchObject([{ event: 'corpus_deleted', corpus: 'x' }]);
  });
});
