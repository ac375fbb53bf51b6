import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../../services/corpus/read-corpus.ts';
import { outcome, sampleFiles } from './sample-files.ts';

const files = sampleFiles();
const ROW = '{"instruction": "Name a fish.", "output": "Cod"}\n';
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const zip = (name: string): Buffer => bytes(`PK\x03\x04\x14\0\0\0\x08\0${'\0'.repeat(16)}${name}\0`);
const tar = (): Buffer => bytes(`rows.jsonl${'\0'.repeat(247)}ustar\x0000${'\0'.repeat(248)}${ROW}`);
const page = (title: string): string =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body>…</body></html>`;
const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 132\n';

describe('a file that holds no rows says what it is and what to do', () => {
  it.each([
    ['sheet.xlsx', zip('xl/worksheets/sheet1.xml'), /spreadsheet: open it and save the sheet as CSV/],
    ['sheet.ods', zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'), /save the sheet as CSV/],
    ['text.docx', zip('word/document.xml'), /text document: open it and save it as plain text/],
    ['arrays.npz', zip('x.npy'), /NumPy arrays: load it/],
    ['model.pt', zip('archive/data.pkl'), /tensors of PyTorch/],
    ['rows.zip', zip('rows.jsonl'), /ZIP archive: unzip it and name the files in it/],
    [
      'old.xls',
      bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0'),
      /old Excel or Word file.*save the sheet as CSV/,
    ],
    ['rows.tar', tar(), /tar archive: unpack it \(tar -xf\)/],
    ['rows.tar.gz', gzipSync(tar()), /tar archive: unpack it \(tar -xf\)/],
    ['rows.gz.gz', gzipSync(gzipSync(ROW)), /compressed twice: decompress it once/],
    [
      'rows.jsonl.bz2',
      bytes('BZh91AY&SY\0\0'),
      /bzip2: decompress it \(bunzip2, 7-Zip\), or compress it with gzip/,
    ],
    ['rows.jsonl.xz', bytes('\xfd7zXZ\0\0'), /xz: decompress it \(unxz, 7-Zip\)/],
    [
      'rows.pkl',
      bytes('\x80\x04\x95\0\0'),
      /Python pickle, which is not opened.*save its rows as JSONL or Parquet/,
    ],
    ['rows.db', bytes('SQLite format 3\0'), /SQLite database: export the table as CSV/],
    ['rows.duckdb', bytes('\x01\x02\x03\x04\x05\x06\x07\x08DUCK\0'), /DuckDB database: .*COPY table TO/],
    ['rows.avro', bytes('Obj\x01\0'), /Avro file: save it as Parquet or JSONL/],
    ['rows.orc', bytes('ORC\0'), /ORC file: save it as Parquet/],
    ['rows.feather', bytes('FEA1\0'), /Feather file of version 1/],
    ['paper.pdf', bytes('%PDF-1.7\n'), /PDF document: it has no rows/],
    ['model.safetensors', bytes('\x40\0\0\0\0\0\0\0{"x":{}}'), /weights of a model, and no rows/],
    ['wide.jsonl', Buffer.from(ROW, 'utf16le'), /UTF-16 without a byte order mark: save it as UTF-8/],
    [
      'rows.json',
      page('Sign in'),
      /rows\.json is a web page \(“Sign in”\), and not data.*Download the file itself/,
    ],
    ['rows.parquet', page('404'), /is a web page \(“404”\)/],
    ['rows.parquet', POINTER, /pointer of Git LFS to the file, and not the file itself: run git lfs pull/],
    [
      'rows.jsonl',
      '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>',
      /refused the file \(AccessDenied\)/,
    ],
    ['rows.xml', '<?xml version="1.0"?>\n<rows/>', /XML document: convert it to JSONL or CSV/],
    ['rows.jsonl', 'Entry not found', /holds only "Entry not found", the answer of a server/],
    ['rows.csv', '404: Not Found\n', /holds only "404: Not Found"/],
  ] as const)('%s', async (name, data, pattern) => {
    const path = await files.write(name, typeof data === 'string' ? data : Buffer.from(data));
    for (const format of [null, 'jsonl'] as const) {
      await expect(readCorpus(path, { format })).rejects.toMatchObject({
        code: 'unsupported_format',
        message: expect.stringMatching(pattern) as string,
      });
    }
  });

  it('and a text that begins like one of them is read', async () => {
    for (const first of ['ORC armies march.', 'BZh is a word.', 'RDX?', 'GGUF', 'FEA1']) {
      const file = await files.read('rows.csv', `instruction,output\n${first},yes\n`);
      expect(outcome(file)).toEqual({ read: [first], rejected: [] });
      const headless = await files.read('rows.tsv', `${first}\toutput\tinstruction\n1\tyes\t${first}\n`);
      expect(outcome(headless)).toEqual({ read: [first], rejected: [] });
    }
  });

  it('and a gzipped file under a plain name is read', async () => {
    expect(outcome(await files.read('rows.json', gzipSync(`[${ROW}]`)))).toEqual({
      read: ['Name a fish.'],
      rejected: [],
    });
  });
});
