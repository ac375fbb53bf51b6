import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ColumnMapFile } from '../../../schemas/column-map-file.ts';
import { mapLayout, shippedMap, shippedMaps } from '../../../services/corpus/shipped-maps.ts';
import { sampleFiles } from './sample-files.ts';

const FOLDER = new URL('../../../services/corpus/maps/', import.meta.url);
const files = sampleFiles();

describe('the column maps that Kindred ships', () => {
  it('are one a file, which has the name of the map', () => {
    const names = shippedMaps().map(({ name }) => `${name}.json`);
    expect(names.sort()).toEqual(readdirSync(FOLDER).sort());
  });

  it('are each as the schema of such files says, which nothing checks when they are read', () => {
    for (const map of shippedMaps()) expect(ColumnMapFile.parse(map), map.name).toEqual(map);
  });

  it('say what they are for, how that is known, and by which fields they are told', () => {
    for (const { name, about, known, recognises } of shippedMaps()) {
      expect({ name, about, known, recognises }).toEqual({
        name,
        about: expect.stringMatching(/\.$/) as string,
        known: expect.any(String) as string,
        recognises: expect.any(Array) as string[],
      });
      expect((recognises ?? []).length, name).toBeGreaterThan(1);
    }
  });

  it('are told by all of their fields, in any case, and by none less', () => {
    const layout = mapLayout(shippedMap('medmcqa'));
    const row = { Question: 'A?', opa: 'a', opb: 'b', opc: 'c', opd: 'd' };
    expect(layout.fits(row)).toBe(true);
    expect(layout.fits({ ...row, opd: undefined as never })).toBe(true);
    expect(layout.fits({ Question: 'A?', opa: 'a', opb: 'b', opc: 'c' })).toBe(false);
  });

  it('read a file when they are named, and find the rest by the usual names', async () => {
    const file = await files.read('named.jsonl', '{"prompt": "A?", "assert": [{"value": "B"}]}\n', {
      map: 'promptfoo',
    });
    expect(file.reading.map).toBe('promptfoo');
    expect(file.contents[0]).toMatchObject({ instruction: 'A?', output: 'B' });
  });

  it('are named one at a time, and by a name that there is', async () => {
    const read = (options: object): Promise<unknown> => files.read('x.jsonl', '{"prompt": "A?"}\n', options);
    await expect(read({ map: 'nothing' })).rejects.toThrow(
      /There is no map "nothing"\. There are: .*lm-eval/,
    );
    await expect(read({ map: 'lm-eval', columns: { instruction: 'prompt' } })).rejects.toThrow(
      /leave one of them out/,
    );
    await expect(read({ map: 'lm-eval', layout: 'text' })).rejects.toThrow(/leave one of them out/);
  });
});
