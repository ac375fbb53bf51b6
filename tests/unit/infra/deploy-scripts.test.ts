import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { finished, startCliWith } from '../../e2e/run-cli.ts';
import { TINY } from '../../encoder-folder.ts';
import { temporaryDirectory } from '../../api/temporary-directory.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SHA = 'a'.repeat(64);
const OTHERS = 0o077;

let folder = '';
beforeAll(async () => {
  folder = await temporaryDirectory();
});

function program(name: string, lines: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${lines}`);
  chmodSync(join(bin, name), 0o755);
  return bin;
}

describe('infra/deploy/new-secrets.mjs', () => {
  const secrets = (): string => join(folder, 'secrets');
  const make = () => spawnSync(process.execPath, [join(ROOT, 'infra/deploy/new-secrets.mjs'), secrets()]);

  it('writes long passwords, each the same for both who use it, where only the owner comes in', () => {
    expect(make().status).toBe(0);
    const read = (name: string): string => readFileSync(join(secrets(), name), 'utf8');
    expect(read('redis-password')).toMatch(/^[0-9a-f]{64}$/);
    expect(read('redis.conf')).toBe(`requirepass ${read('redis-password')}\n`);
    expect(parse(read('qdrant.yaml'))).toEqual({ service: { api_key: read('qdrant-key') } });
    expect(statSync(secrets()).mode & OTHERS).toBe(0);
  });

  it('changes nothing that is there', () => {
    const before = readFileSync(join(secrets(), 'redis-password'), 'utf8');
    expect(make().status).toBe(1);
    expect(readFileSync(join(secrets(), 'redis-password'), 'utf8')).toBe(before);
  });
});

describe('infra/deploy/daily-backup.sh', { timeout: 60_000 }, () => {
  const env = () => ({ ...process.env, KINDRED_ENCODER: TINY, KINDRED_DATA: join(folder, 'data') });

  /** Runs the script with the real command until it was called so often, with the pause between two backups left out. */
  function runs(times: number, backups: string): string[] {
    mkdirSync(join(folder, backups), { recursive: true });
    const count = join(folder, `${backups}.count`);
    const bin = program(
      'kindred',
      `echo x >>${count}\n[ "$(wc -l <${count})" -gt ${times} ] && { kill -TERM "$PPID"; exec sleep 60; }\n` +
        `exec '${process.execPath}' '${join(ROOT, 'infra/bin/kindred.mjs')}' "$@"\n`,
    );
    // The names have seconds, and each pause is one.
    const settings = {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      KINDRED_KEEP_BACKUPS: '2',
      KINDRED_BACKUP_SECONDS: '1',
    };
    const script = join(ROOT, 'infra/deploy/daily-backup.sh');
    const run = spawnSync('sh', [script, join(folder, backups), 'kindred'], {
      env: { ...env(), ...settings },
      timeout: 50_000,
    });
    expect(run.status, run.stderr.toString()).toBe(0);
    return readdirSync(join(folder, backups));
  }

  async function ingestOne(): Promise<void> {
    const rows = join(folder, 'rows.jsonl');
    writeFileSync(rows, JSON.stringify({ instruction: 'Write a poem.', output: 'A poem.' }));
    const { code, stderr } = await finished(startCliWith(env(), 'ingest', rows, '--corpus', 'poems'));
    expect(code, stderr).toBe(0);
  }

  it('removes no backup when there are no records, as of a store that was lost', async () => {
    await ingestOne();
    const { code, stderr } = await finished(startCliWith(env(), 'corpora', '--delete', 'poems', '--yes'));
    expect(code, stderr).toBe(0);
    expect(runs(3, 'empty')).toHaveLength(3);
  });

  it('keeps as many as it is told, the newest, and ends at SIGTERM, with the backup that is under way', async () => {
    await ingestOne();
    mkdirSync(join(folder, 'full'));
    const older = ['kindred-2026-01-31T00-00-00Z.jsonl.gz', 'notes.txt'];
    for (const name of older) writeFileSync(join(folder, 'full', name), '');
    const left = runs(2, 'full');
    expect(left).toHaveLength(3);
    expect(left).toContain('notes.txt');
    expect(left).not.toContain(older[0]);
  });
});

describe('infra/deploy/pin-images.mjs', () => {
  it('gives every image of the compose files, and the base of Kindred’s own, the digest that Docker knows', () => {
    const docker = `[ "$1" = pull ] && exit 0\nfor image; do :; done\nprintf '["%s@sha256:${SHA}"]' "\${image%%:*}"`;
    const env = { ...process.env, PATH: `${program('docker', docker)}:${process.env['PATH'] ?? ''}` };
    const script = join(ROOT, 'infra/deploy/pin-images.mjs');
    const made = execFileSync(process.execPath, [script], { cwd: ROOT, env, encoding: 'utf8' });
    const { services } = parse(made) as { services: Record<string, { image?: string; build?: object }> };
    expect(Object.keys(services).sort()).toEqual(
      ['admin', 'api', 'grafana', 'prometheus', 'qdrant', 'qdrant-2', 'qdrant-3', 'redis', 'worker'].sort(),
    );
    for (const { image, build } of Object.values(services)) {
      if (image !== undefined) expect(image).toMatch(/^[a-z/]+:v?\d[\w.-]*@sha256:a{64}$/);
      else expect(JSON.stringify(build)).toMatch(/node:20[\w.-]*@sha256:a{64}/);
    }
  });
});
