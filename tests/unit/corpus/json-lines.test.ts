import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openByteSource } from '../../../services/corpus/formats/byte-source.ts';
import { jsonlReader } from '../../../services/corpus/formats/jsonl.ts';
import { outcome, sampleFiles } from './sample-files.ts';

const row = (instruction: string): string => JSON.stringify({ instruction, output: 'Done.' });

describe('reading JSONL', () => {
  const files = sampleFiles();

  it('rejects a line that is not JSON with line, reason and excerpt, and reads the rest', async () => {
    const broken = `{"instruction": "Match \\d with this", "output": "${'x'.repeat(300)}"}`;
    const file = await files.read('a.jsonl', [row('One'), broken, row('Three')].join('\n'));
    expect(outcome(file)).toEqual({ read: ['One', 'Three'], rejected: [2] });
    expect(file.rejections[0]?.reason).toMatch(/^not valid JSON: .*escape/i);
    expect(file.rejections[0]?.excerpt).toBe(broken.slice(0, 200));
  });

  it('reads lines ended as on Windows, a byte order mark and blank lines, and counts lines as an editor does', async () => {
    const file = await files.read('b.jsonl', `\uFEFF${row('One')}\r\n\r\n  \r\n${row('Four')}\r\n{\r\n`);
    expect(outcome(file)).toEqual({ read: ['One', 'Four'], rejected: [5] });
  });

  it('reads a byte order mark in the middle, where files were joined', async () => {
    const file = await files.read('c.jsonl', `${row('One')}\n\uFEFF${row('Two')}\n`);
    expect(outcome(file)).toEqual({ read: ['One', 'Two'], rejected: [] });
  });

  it('keeps characters whole that the end of a chunk cuts', async () => {
    const texts = Array.from({ length: 400 }, (_, at) => `${at} ${'ä€😀'.repeat(40)}`);
    const file = await files.read('d.jsonl', texts.map(row).join('\n'));
    expect(outcome(file).read).toEqual(texts);
  });

  it('rejects a line that is not UTF-8 instead of reading wrong letters', async () => {
    const latin1 = Buffer.from(row('Übung'), 'latin1');
    const file = await files.read('e.jsonl', Buffer.concat([latin1, Buffer.from(`\n${row('Two')}\n`)]));
    expect(outcome(file)).toEqual({ read: ['Two'], rejected: [1] });
    expect(file.rejections[0]?.reason).toMatch(/UTF-8/);
  });

  it('rejects a line longer than 16 MiB without holding it, and reads the next', async () => {
    const mebibytes = 2 ** 20;
    const part = gzipSync(Buffer.alloc(16 * mebibytes, 'x'));
    const long = Array.from({ length: 16 }, () => part);
    const gzip = Buffer.concat([gzipSync(`${row('One')}\n`), ...long, gzipSync(`\n${row('Three')}\n`)]);
    const source = await openByteSource(await files.write('f.jsonl.gz', gzip));
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const sampling = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 2);
    const rows = [];
    for await (const raw of jsonlReader.read(source, 0)) rows.push(raw);
    clearInterval(sampling);
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(rows[1]).toMatchObject({ error: expect.stringMatching(/longer than 16777216 bytes/) as string });
    expect(rows[1]).toMatchObject({ excerpt: 'x'.repeat(200) });
    expect(most).toBeLessThan(160 * mebibytes);
  });

  it('refuses a gzip file that would fill a disk, and takes one that grows as text does', async () => {
    const part = gzipSync(Buffer.alloc(16 * 2 ** 20, 'x'));
    const bomb = Buffer.concat(Array.from({ length: 66 }, () => part));
    const source = await openByteSource(await files.write('bomb.jsonl.gz', bomb));
    const reading = (async () => {
      for await (const raw of jsonlReader.read(source, 0)) expect(raw).toHaveProperty('error');
    })();
    await expect(reading).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  it('reads lines that end with carriage returns alone, and counts them', async () => {
    const file = await files.read('old.jsonl', [row('One'), 'broken', row('Three')].join('\r'));
    expect(outcome(file)).toEqual({ read: ['One', 'Three'], rejected: [2] });
    const table = await files.read('old.csv', 'instruction,output\rOne,Done.\rTwo,Done.\r');
    expect(outcome(table)).toEqual({ read: ['One', 'Two'], rejected: [] });
  });

  it('does not take a row that was written as JSON twice for an instruction', async () => {
    const twice = JSON.stringify(row('Two'));
    const file = await files.read('twice.jsonl', [row('One'), twice, JSON.stringify('{"a": 1}')].join('\n'));
    expect(outcome(file)).toEqual({ read: ['One', '{"a": 1}'], rejected: [2] });
    expect(file.rejections[0]?.reason).toMatch(/written as JSON twice/);
  });

  it('reads a bare text as an instruction', async () => {
    const file = await files.read('g.jsonl', '"Name a colour."\n17\n');
    expect(outcome(file)).toEqual({ read: ['Name a colour.'], rejected: [2] });
  });
});
