import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KindredError } from '../../schemas/errors.ts';
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

  it('refuses an address that other machines could reach: there are no keys yet', () => {
    expect(() => readConfig({ KINDRED_HOST: '0.0.0.0' })).toThrow(/KINDRED_HOST/);
  });
});
