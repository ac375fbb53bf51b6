import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
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

describe('infra/deploy/daily-backup.sh', () => {
  /** Runs the script until the command was called so often, with the pause between two backups left out. */
  function runs(times: number, command: string): string[] {
    const backups = join(folder, `backups-${command.length}`);
    mkdirSync(backups, { recursive: true });
    const count = join(backups, 'count');
    const counting = `echo x >>${count}\n[ "$(wc -l <${count})" -gt ${times} ] && { kill -TERM "$PPID"; exit 1; }\n`;
    const path = `${program('kindred', counting + command)}:${process.env['PATH'] ?? ''}`;
    program('sleep', 'exit 0');
    // One backup a second, as the names have seconds.
    program('date', `shift; n=$(wc -l <${count} 2>/dev/null || echo 0); printf '2026-01-31T00000%s' "$n"`);
    const script = join(ROOT, 'infra/deploy/daily-backup.sh');
    const env = { ...process.env, PATH: path, KINDRED_KEEP_BACKUPS: '2' };
    expect(spawnSync('sh', [script, backups, 'kindred'], { env, timeout: 20_000 }).status).toBe(0);
    return readdirSync(backups).filter((name) => name !== 'count');
  }

  it('keeps as many as it is told, the newest, and ends at SIGTERM', () => {
    expect(runs(5, 'echo backup >"$2"')).toEqual([
      'kindred-2026-01-31T000003.jsonl.gz',
      'kindred-2026-01-31T000004.jsonl.gz',
    ]);
  });

  it('removes nothing when backups fail', () => {
    const failing = '[ "$(wc -l <"$(dirname "$2")/count")" -le 2 ] && echo backup >"$2"';
    expect(runs(5, failing)).toHaveLength(2);
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
