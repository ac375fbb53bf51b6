import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packTemplate, unpackTemplate } from '../../../services/queue/template.ts';

let folder = '';
let template = '';
let queue = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-template-'));
  template = join(folder, 'template.gz');
  queue = join(folder, 'data', 'queue');
  const made = join(folder, 'made');
  await mkdir(join(made, 'base', 'empty'), { recursive: true });
  await writeFile(join(made, 'PG_VERSION'), '18');
  await writeFile(join(made, 'base', 'table'), Buffer.from([0, 255, 10, 13]));
  await writeFile(join(made, 'base', 'nothing'), '');
  await packTemplate(made, template);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const unpack = (): Promise<void> => unpackTemplate(queue, pathToFileURL(template));

describe('the ready-made data directory of a queue', () => {
  it('has every folder and every byte of the one that was packed', async () => {
    await unpack();
    const names = await readdir(queue, { recursive: true });
    expect(names.sort()).toEqual(
      ['PG_VERSION', 'base', join('base', 'empty'), join('base', 'nothing'), join('base', 'table')].sort(),
    );
    expect([...(await readFile(join(queue, 'base', 'table')))]).toEqual([0, 255, 10, 13]);
    expect(await readdir(join(folder, 'data'))).toEqual(['queue']);
  });

  it('takes the place of an empty folder, and of what a killed process had begun to unpack', async () => {
    await mkdir(queue, { recursive: true });
    await mkdir(`${queue}.new`);
    await writeFile(join(`${queue}.new`, 'left-behind'), '');
    await unpack();
    expect((await readdir(queue)).sort()).toEqual(['PG_VERSION', 'base']);
  });

  it.each(['PG_VERSION', 'of-somebody'])('leaves a folder alone that has the file %s', async (name) => {
    await mkdir(queue, { recursive: true });
    await writeFile(join(queue, name), 'mine');
    await unpack();
    expect(await readdir(queue)).toEqual([name]);
    expect(await readFile(join(queue, name), 'utf8')).toBe('mine');
    expect(await readdir(join(folder, 'data'))).toEqual(['queue']);
  });

  it('is not needed', async () => {
    await unpackTemplate(queue, pathToFileURL(join(folder, 'none.gz')));
    expect(await readdir(folder)).not.toContain('data');
  });
});
