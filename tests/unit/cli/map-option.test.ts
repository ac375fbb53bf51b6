import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withMapColumns, withMapFile } from '../../../services/cli/files/map-option.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-map-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const YAML =
  'name: mine\nrows: data.items\ncolumns:\n  instruction: "{definition}\\n{inputs}"\n  output: [target, gold]\n';
const COLUMNS = '{"output":["target","gold"],"instruction":"{definition}\\n{inputs}"}';

describe('--map', () => {
  it('reads a file of YAML or JSON, which says the columns and where the rows are', async () => {
    const map = await fileOf('map.yaml', YAML);
    expect(await withMapFile({ map, corpus: 'c' })).toEqual({
      corpus: 'c',
      columns: COLUMNS,
      rows: 'data.items',
    });
    const json = await fileOf('map.json', '{"name": "j", "columns": {"instruction": "ask"}}');
    expect(await withMapFile({ map: json, rows: 'here' })).toEqual({
      columns: '{"instruction":"ask"}',
      rows: 'here',
    });
  });

  it('leaves the name of a shipped map to the service', async () => {
    expect(await withMapFile({ map: 'lm-eval' })).toEqual({ map: 'lm-eval' });
    expect(await withMapFile({})).toEqual({});
  });

  it.each([
    ['no.yaml', null, /can't be read/],
    ['broken.yaml', 'a: [', /neither YAML nor JSON/],
    ['other.yaml', 'name: x\ncolumn: {}\n', /columns/],
    ['part.yaml', 'name: x\ncolumns: {output: b}\n', /must say in columns.instruction where the request is/],
    ['name.yaml', 'name: A map\ncolumns: {instruction: b}\n', /name: use 1 to 64 small letters/],
  ])('says what is wrong with %s', async (name, text, reason) => {
    const map = text === null ? join(folder, name) : await fileOf(name, text);
    await expect(withMapFile({ map })).rejects.toThrow(reason);
  });

  it('goes with no second map and no other layout', async () => {
    await expect(withMapFile({ map: 'lm-eval', columns: '{}' })).rejects.toThrow(/leave one of them out/);
    await expect(withMapColumns({ map: 'spider', layout: 'alpaca' })).rejects.toThrow(
      /leave one of them out/,
    );
  });

  it('stands for its columns where rows are written', async () => {
    expect(await withMapColumns({ map: 'spider' })).toEqual({
      layout: 'columns',
      columns: '{"output":"query","instruction":"question"}',
    });
    await expect(withMapColumns({ map: 'lm-eval' })).rejects.toThrow(/must say in columns.instruction/);
  });
});
