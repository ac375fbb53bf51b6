import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { ExportFormat, ExportReport, exportFileName } from '../../../schemas/curation/export.ts';
import {
  factsOf,
  FORMAT_NAMES,
  formatOfMagic,
  formatOfName,
  WRITTEN_FORMATS,
  writtenFormatOfName,
  type FormatName,
} from '../../../schemas/file-formats.ts';
import { FileFormat } from '../../../schemas/layout.ts';
import {
  mediaTypeOf,
  RESULT_MEDIA_TYPES,
  UPLOAD_MEDIA_TYPES,
} from '../../../services/api/files/media-types.ts';
import { embedFileRoute } from '../../../services/api/routes/embedding-files.ts';
import { startIngestionRoute } from '../../../services/api/routes/ingestions.ts';
import { COMMANDS } from '../../../services/cli/command-table.ts';
import { createProgram } from '../../../services/cli/program.ts';
import { startWith } from '../../../services/cli/start.ts';
import { exportRequest } from '../../../services/cli/commands/export.ts';
import type { Row } from '../../../services/corpus/row.ts';
import { writeRows } from '../../../services/curation/export/write-rows.ts';
import { sampleFiles } from './sample-files.ts';

const ROWS: readonly Row[] = [
  { instruction: 'Name a river, "quoted".', output: 'Oder' },
  { instruction: '写一首诗', output: 'two\nlines' },
];
const COLUMNS = ['instruction', 'output'].map((name) => ({ name, type: { kind: 'text' as const } }));
const files = sampleFiles();

async function* inOneBatch(): AsyncGenerator<readonly Row[]> {
  yield await Promise.resolve(ROWS);
}

/** The bytes of a file with `ROWS`: as exports write it, or, of a format that is only read, the one kept in tests. */
async function sampleOf(format: FormatName): Promise<Buffer> {
  const written = WRITTEN_FORMATS.find((name) => name === format);
  const [ending] = factsOf(format).endings;
  if (written === undefined) return readFile(new URL(`../../golden/formats/rows${ending}`, import.meta.url));
  const path = await files.write(`written${ending}`, '');
  await writeRows(path, inOneBatch(), { format: written, gzip: false, columns: COLUMNS });
  return readFile(path);
}

async function commandOf(name: string): Promise<Command> {
  const run = (): Promise<void> => Promise.resolve();
  const command = createProgram(run).commands.find((one) => one.name() === name);
  const entry = COMMANDS.find(({ usage }) => usage.split(' ', 1)[0] === name);
  if (command === undefined || entry === undefined) throw new Error(`there is no command ${name}`);
  const { register } = await entry.load();
  register(command, startWith(run));
  return command;
}

async function choicesOf(name: string): Promise<readonly string[]> {
  const option = (await commandOf(name)).options.find(({ long }) => long === '--format');
  return option?.argChoices ?? [];
}

describe('the table of file formats', () => {
  it('is what requests may name, and exports may name those that are written', () => {
    expect(FileFormat.options).toEqual(FORMAT_NAMES);
    expect(ExportFormat.options).toEqual([...WRITTEN_FORMATS, 'atlas']);
  });

  it('gives no ending, title or media type to two formats', () => {
    const facts = FORMAT_NAMES.map(factsOf);
    for (const all of [
      facts.flatMap(({ endings }) => endings),
      facts.map(({ title }) => title),
      facts.map(({ mediaType }) => mediaType),
    ]) {
      expect(new Set(all).size).toBe(all.length);
    }
  });

  it('knows names by their ending, whatever the case, and no other names', () => {
    expect(['x.JSON', 'x.ndjson.gz', 'x.y.csv.gzip'].map(formatOfName)).toEqual(['json', 'jsonl', 'csv']);
    expect(['json', 'x.jsonx', 'x.gz', 'csv.xml'].map(formatOfName)).toEqual([null, null, null, null]);
  });
});

describe.each(FORMAT_NAMES)('%s', (format) => {
  const { title, endings, mediaType, magic, compressed, written } = factsOf(format);

  it('is told from a file without a name, plain and gzipped, and its rows are read', async () => {
    const sample = await sampleOf(format);
    expect(formatOfMagic(sample)).toBe(magic === null ? null : format);
    // A line of plain text is an instruction, and has no answer.
    const rows = format === 'text' ? ROWS.map((row) => ({ ...row, output: '' })) : ROWS;
    for (const data of [sample, gzipSync(sample)]) {
      const { reading, contents, rejections } = await files.read(
        format === 'text' ? 'rows.txt' : 'nameless',
        data,
      );
      expect(reading.format).toBe(format);
      expect(contents.map(({ instruction, output }) => ({ instruction, output }))).toEqual(rows);
      expect(rejections).toEqual([]);
    }
  });

  it('is told from the name by each of its endings', () => {
    for (const ending of endings) {
      expect([`rows${ending}`, `rows${ending}.gz`].map(formatOfName)).toEqual([format, format]);
      expect(writtenFormatOfName(`rows${ending}`)).toBe(written ? format : null);
    }
  });

  it('is taken by uploads and named by what describes them', () => {
    for (const { body } of [startIngestionRoute, embedFileRoute]) {
      expect(body).toMatchObject({
        kind: 'file',
        contentTypes: expect.arrayContaining([mediaType]) as string[],
      });
    }
    expect(UPLOAD_MEDIA_TYPES).toContain(mediaType);
    expect(startIngestionRoute.description).toContain(title);
  });

  it('is a choice of the commands that read files, and in their help', async () => {
    for (const command of ['ingest', 'embed']) expect(await choicesOf(command)).toContain(format);
    expect((await commandOf('ingest')).helpInformation()).toContain(title);
  });

  it('is named when a file is of no known format', async () => {
    await expect(files.read('rows', Buffer.from([0x50, 0x4b, 3, 4]))).rejects.toThrow(title);
  });

  it('is exported, served and a choice of the command when it is written, and not when it is only read', async () => {
    const names = [`export${endings[0]}`, ...(compressed ? [] : [`export${endings[0]}.gz`])];
    const known: readonly string[] = ExportReport.shape.file.options;
    for (const name of names) expect(known.includes(name)).toBe(written);
    expect((await choicesOf('export')).includes(format)).toBe(written);
    expect((await commandOf('export')).helpInformation().includes(endings[0])).toBe(written);
    expect(mediaTypeOf(`export${endings[0]}`)).toBe(mediaType);
    expect(mediaTypeOf(`export${endings[0]}.gz`)).toBe('application/gzip');
    expect(RESULT_MEDIA_TYPES).toEqual(expect.arrayContaining([mediaType, 'application/gzip']));
  });

  it('is what export asks for when the name of its file says so', () => {
    for (const ending of endings) {
      const out = `rows${ending}`;
      if (written) expect(exportRequest({ out })).toEqual({ format });
      else expect(() => exportRequest({ out })).toThrow(/must end in/);
    }
  });
});

describe('the name of an export', () => {
  it('ends as its format does, and Embedding Atlas reads Parquet', () => {
    expect(exportFileName('jsonl', true)).toBe('export.jsonl.gz');
    expect(exportFileName('atlas', false)).toBe('export.parquet');
  });

  it('is refused with the endings that there are', () => {
    expect(() => exportRequest({ out: 'rows.txt' })).toThrow(
      '"rows.txt" must end in .json, .jsonl, .csv, .tsv (each also .gz) or .parquet, or give --format',
    );
  });
});
