import { describe, expect, it } from 'vitest';
import { outcome, sampleFiles } from './sample-files.ts';

const row = (instruction: string, more = ''): string =>
  `{"instruction":"${instruction}","output":"b"${more}}`;
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const MEGABYTES = 1_000_000;

describe('a row that would fill the memory is refused before it is parsed, and the rest of the file is read', () => {
  const files = sampleFiles();
  const lines = (middle: string): string => `${row('first')}\n${middle}\n${row('last')}\n`;
  const list = (middle: string): string => `[${row('first')},\n${middle},\n${row('last')}]`;

  it.each([
    ['10,000 levels', row('x', `,"deep":${nested(10_000)}`), /deeper than 100 levels/],
    ['levels to the end of the row', '['.repeat(5 * MEGABYTES), /deeper than 100 levels/],
    [
      'a million names',
      `{${Array.from({ length: 1e6 }, (_, at) => `"k${at}":1`).join()}}`,
      /more than 100000 values/,
    ],
    [
      'a list of seven million numbers',
      row('x', `,"ids":[${'1,'.repeat(7 * MEGABYTES)}1]`),
      /more than 100000 values/,
    ],
    ['a text of fifty million letters', row('x'.repeat(50 * MEGABYTES)), /longer than 16777216 bytes/],
  ])('JSONL: %s', async (_name, middle, reason) => {
    const file = await files.read('a.jsonl', lines(middle));
    expect(outcome(file)).toEqual({ read: ['first', 'last'], rejected: [2] });
    expect(file.rejections[0]?.reason).toMatch(reason);
    expect(file.rejections[0]?.excerpt.length).toBeLessThanOrEqual(200);
  });

  it.each([
    ['10,000 levels', row('x', `,"deep":${nested(10_000)}`), /deeper than 100 levels/],
    [
      'a million names',
      `{${Array.from({ length: 1e6 }, (_, at) => `"k${at}":1`).join()}}`,
      /more than 100000 values/,
    ],
    ['a text of fifty million letters', row('x'.repeat(50 * MEGABYTES)), /longer than 16777216 bytes/],
  ])('JSON: %s', async (_name, middle, reason) => {
    const file = await files.read('a.json', list(middle));
    expect(outcome(file)).toEqual({ read: ['first', 'last'], rejected: [2] });
    expect(file.rejections[0]?.reason).toMatch(reason);
  });

  it('CSV: a cell of fifty million letters', async () => {
    const file = await files.read(
      'a.csv',
      `instruction,output\nfirst,b\n${'x'.repeat(50 * MEGABYTES)},b\nlast,b\n`,
    );
    expect(outcome(file)).toEqual({ read: ['first', 'last'], rejected: [3] });
  });

  it('a hundred levels and many values are still read', async () => {
    const middle = row('x', `,"deep":${nested(98)},"ids":[${'1,'.repeat(50_000)}1]`);
    expect(outcome(await files.read('a.jsonl', lines(middle))).rejected).toEqual([]);
  });

  it('brackets and commas inside of texts count for nothing', async () => {
    const text = `${'[{'.repeat(500)}${','.repeat(200_000)}`;
    const middle = row('x', `,"note":${JSON.stringify(`\\"${text}`)}`);
    expect(outcome(await files.read('a.jsonl', lines(middle))).rejected).toEqual([]);
  });
});

describe('a file made to be read for days is given up, saying why', () => {
  const files = sampleFiles();

  it.each([
    ['brackets that never close', 'a.json', `[\n${'{"a":[\n'.repeat(6 * MEGABYTES)}`, 'unsupported_format'],
    [
      'quotes that never close',
      'a.csv',
      `instruction,output\n${'x,"a""\n'.repeat(20_000)}`,
      'unsupported_format',
    ],
    ['a million columns', 'a.csv', `${'a,'.repeat(MEGABYTES)}b\n`, 'unsupported_format'],
    ['lines of which none can be read', 'a.jsonl', 'x\n'.repeat(3 * MEGABYTES), 'nothing_readable'],
    ['rows of which none can be read', 'a.json', `[${'1,'.repeat(3 * MEGABYTES)}1]`, 'nothing_readable'],
  ])('%s', async (_name, file, text, code) => {
    await expect(files.read(file, text)).rejects.toMatchObject({ code });
  });
});

describe('names that mean something to JavaScript are names like any others', () => {
  const files = sampleFiles();

  it.each([
    [
      'a.jsonl',
      `${row('first', ',"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}}')}\n`,
    ],
    ['a.json', `[${row('first', ',"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}}')}]`],
    ['a.csv', 'instruction,__proto__,constructor\nfirst,polluted,polluted\n'],
  ])('in %s', async (name, text) => {
    const { contents } = await files.read(name, text);
    expect(Object.keys(contents[0]?.metadata ?? {})).toEqual(
      expect.arrayContaining(['__proto__', 'constructor']),
    );
    expect(Object.getPrototypeOf(contents[0]?.metadata ?? null)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('in a column map', async () => {
    const columns = { instruction: '__proto__', output: 'constructor' };
    const file = await files.read('a.csv', '__proto__,constructor\nfirst,b\n', { columns });
    expect(file.contents).toMatchObject([{ instruction: 'first', output: 'b' }]);
  });
});
