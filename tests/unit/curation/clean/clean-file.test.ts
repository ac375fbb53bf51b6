import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CleanDrop, type CleanReport } from '../../../../schemas/clean-report.ts';
import { DeduplicateOperation } from '../../../../schemas/curation/deduplicate.ts';
import { readCorpus } from '../../../../services/corpus/read-corpus.ts';
import { cleanFile, type FindInFile } from '../../../../services/curation/clean/clean-file.ts';
import { byAllVectors } from '../../../../services/curation/clean/find-by-all-vectors.ts';
import { byStaticVectors } from '../../../../services/curation/clean/find-by-static-vectors.ts';
import { openEncoder } from '../../../../services/embedding/onnx-encoder.ts';
import type { Encoder, StaticSource } from '../../../../services/embedding/port.ts';
import { TINY } from '../../../encoder-folder.ts';

const SHIPPED = fileURLToPath(new URL('../../../../infra/encoder', import.meta.url));
const TOPICS = [
  'the tides',
  'honey bees',
  'sourdough bread',
  'chess openings',
  'fresh snow',
  'stained glass',
];
const ROWS = [
  ...TOPICS.map((topic) => ({ instruction: `Write a poem about ${topic}.`, output: 'a poem' })),
  { instruction: 'write a poem about THE TIDES', output: 'a poem' },
  { instruction: 'Write a poem about the tides!', output: 'another poem' },
  { instruction: 'Give three tips for staying healthy in winter.', output: 'Sleep, eat, walk.' },
  { instruction: 'Give three tips for staying healthy in the winter', output: 'Sleep, eat and walk.' },
  { instruction: 'Explain the causes of the French Revolution.', output: 'Bread and taxes, in short.' },
  { instruction: 'Describe the causes of the French Revolution.', output: 'Bread and taxes.' },
  { instruction: 'Translate "good morning" into German.', output: 'Guten Morgen' },
  { instruction: 'Translate "good evening" into German.', output: 'Guten Abend' },
  { instruction: 'Name 3 rivers of Spain.', output: 'Ebro, Tajo, Duero' },
  { instruction: 'Name 4 rivers of Spain.', output: 'Ebro, Tajo, Duero, Segura' },
];

let folder = '';
let encoder: Encoder & StaticSource;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-clean-file-'));
  await writeFile(join(folder, 'rows.jsonl'), ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''));
  encoder = await openEncoder(SHIPPED, { threads: 1 });
});
afterAll(async () => {
  await encoder.close();
  await rm(folder, { recursive: true, force: true });
});

const watch = { signal: new AbortController().signal, report: () => undefined };

interface Cleaned {
  readonly report: CleanReport;
  readonly drops: readonly CleanDrop[];
  readonly written: string;
}

async function clean(find: FindInFile, options: object = {}, name = 'rows.jsonl'): Promise<Cleaned> {
  const [out, drops] = [join(folder, 'out.jsonl'), join(folder, 'drops.jsonl')];
  const task = {
    reading: await readCorpus(join(folder, name)),
    file: name,
    operation: DeduplicateOperation.parse({ kind: 'deduplicate', max_loss: null, ...options }),
    out: { path: out, format: 'jsonl', gzip: false } as const,
    drops,
  };
  const report = await cleanFile(task, find, watch);
  const lines = (await readFile(drops, 'utf8')).split('\n').filter((line) => line !== '');
  return {
    report,
    drops: lines.map((line) => CleanDrop.parse(JSON.parse(line))),
    written: await readFile(out, 'utf8'),
  };
}

describe('cleaning a file by static vectors', () => {
  it('drops what all vectors drop, decides each near drop by the same scores, and embeds fewer texts', async () => {
    const full = await clean(byAllVectors(encoder));
    const found = await clean(byStaticVectors(encoder));
    expect(found.written).toBe(full.written);
    const near = ({ drops }: Cleaned): CleanDrop[] => drops.filter(({ reason }) => reason !== 'exact');
    expect(near(full).length).toBeGreaterThanOrEqual(2);
    expect(near(found)).toEqual(near(full));
    expect(full.report.embedded).toBe(ROWS.length);
    expect(found.report.embedded).toBeGreaterThan(0);
    expect(found.report.embedded).toBeLessThan(ROWS.length);
  });

  it('drops exact copies without scores of vectors, and keeps a request that is answered in two ways', async () => {
    const { drops, report, written } = await clean(byStaticVectors(encoder));
    expect(drops).toContainEqual(
      expect.objectContaining({ line: 7, kept_line: 1, reason: 'exact', content: null, task: null }),
    );
    expect(report.conflicts).toEqual({ requests: 1, records: 3 });
    expect(written).toContain('another poem');
  });

  it('tells rows of one line apart, and writes them in their order', async () => {
    const same = { instruction: 'Name 3 rivers of Spain.', output: 'Ebro, Tajo, Duero' };
    const rows = [...ROWS.slice(0, 7), same, { ...same, id: 9 }, same];
    await writeFile(join(folder, 'line.json'), JSON.stringify(rows));
    const { drops, written } = await clean(byStaticVectors(encoder), { keep: 'first' }, 'line.json');
    const places = drops.map((drop) => [drop.line, drop.row_in_line, drop.kept_line, drop.kept_row_in_line]);
    expect(places).toEqual([
      [1, 7, 1, 1],
      [1, 9, 1, 8],
      [1, 10, 1, 8],
    ]);
    const kept = [...rows.slice(0, 6), same];
    expect(written).toBe(kept.map((row) => `${JSON.stringify(row)}\n`).join(''));
  });

  it('refuses a threshold that only all pairs would tell', async () => {
    for (const options of [{ threshold: 'auto' }, { target_rows: 5 }])
      await expect(clean(byStaticVectors(encoder), options)).rejects.toMatchObject({
        code: 'invalid_request',
      });
  });

  it('refuses an encoder without a static model, by its name', async () => {
    const tiny = await openEncoder(TINY, { threads: 1 });
    await expect(clean(byStaticVectors(tiny))).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining(tiny.name) as string,
    });
    await tiny.close();
  });
});
