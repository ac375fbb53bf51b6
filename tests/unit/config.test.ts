import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KindredError } from '../../schemas/errors.ts';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';

describe('the configuration', () => {
  it('needs no variable: embedded, on the loopback address, data below the working directory', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', redisUrl: null, importDir: null });
    expect(isAbsolute(config.dataDir)).toBe(true);
  });

  it('an empty variable counts as unset', () => {
    expect(readConfig({ REDIS_URL: '', KINDRED_DATA: '' })).toEqual(readConfig({}));
  });

  it('fails naming every variable that is wrong, without repeating its value', () => {
    const read = () => readConfig({ KINDRED_PORT: 'eighty', REDIS_URL: 'secret@nowhere' });
    expect(read).toThrow(KindredError);
    expect(read).toThrow(/KINDRED_PORT.*REDIS_URL/);
    expect(read).not.toThrow(/secret/);
  });

  it('refuses an address that other machines reach, unless keys are asked for', () => {
    for (const KINDRED_HOST of ['0.0.0.0', '::', '192.168.1.2']) {
      expect(() => readConfig({ KINDRED_HOST })).toThrow(/KINDRED_HOST.*KINDRED_KEYS/);
      expect(readConfig({ KINDRED_HOST, KINDRED_KEYS: 'keys.json' }).host).toBe(KINDRED_HOST);
    }
  });

  it('takes Qdrant with a queue that processes share, and refuses to run without', async () => {
    const REDIS_URL = 'redis://localhost:6379';
    const QDRANT_URL = 'https://qdrant.example/prefix';
    const { qdrant } = readConfig({ REDIS_URL, QDRANT_URL, QDRANT_ON_DISK: 'false', QDRANT_HNSW_M: '32' });
    expect(qdrant).toEqual({
      address: { url: QDRANT_URL, apiKey: null },
      layout: {
        name: 'kindred',
        quantization: 'int8',
        onDisk: false,
        hnsw: { m: 32, efConstruct: 128 },
        shards: 1,
        replicas: 1,
      },
    });
    const running = compose(readConfig({ QDRANT_URL }), () => undefined);
    await expect(running).rejects.toThrow(/REDIS_URL/);
  });

  it('sends traces where OpenTelemetry’s own variables say, and none without them', () => {
    const { tracing } = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' });
    expect(tracing).toEqual({ url: 'http://collector:4318/v1/traces', serviceName: 'kindred' });
    const own = {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces/x',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c',
    };
    expect(readConfig(own).tracing?.url).toBe('http://traces/x');
    expect(readConfig({ OTEL_SERVICE_NAME: 'kindred' }).tracing).toBeNull();
    expect(readConfig({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }).tracing).toBeNull();
    const grpc = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
    expect(() => readConfig(grpc)).toThrow(/OTEL_EXPORTER_OTLP_PROTOCOL.*4318/);
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'secret:4318'],
    ['QDRANT_URL', 'ftp://secret'],
    ['QDRANT_URL', 'http://'],
    ['QDRANT_COLLECTION', '../secret'],
    ['QDRANT_QUANTIZATION', 'secret'],
    ['QDRANT_SHARDS', '0'],
  ])('refuses %s=%s by its name', (name, value) => {
    const read = () => readConfig({ REDIS_URL: 'redis://r', QDRANT_URL: 'http://q', [name]: value });
    expect(read).toThrow(new RegExp(name));
    expect(read).not.toThrow(/secret/);
  });
});
