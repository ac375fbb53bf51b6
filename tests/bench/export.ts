/**
 * Time and memory of exports, by format, of the first rows of a file and of all: what stands in memory besides the
 * records themselves, which the bench holds in place of a store.
 *
 *   node --import tsx tests/bench/export.ts FILE [--rows 52000]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { InstructionRecord } from '../../schemas/record.ts';
import { layoutNamed } from '../../services/corpus/layouts.ts';
import { readCorpus } from '../../services/corpus/read-corpus.ts';
import { toRecord } from '../../services/corpus/record.ts';
import { planExport, writeExport, type ExportOptions } from '../../services/curation/export/export-corpus.ts';
import type { ExportSource } from '../../services/curation/export/marked-records.ts';
import { printFigures } from './support/figures.ts';

const { values, positionals } = parseArgs({
  options: { rows: { type: 'string', default: '52000' } },
  allowPositionals: true,
});
if (positionals[0] === undefined) throw new Error('usage: node --import tsx tests/bench/export.ts FILE');

const byId = new Map<string, InstructionRecord>();
for await (const row of (await readCorpus(positionals[0])).rows) {
  if (!('content' in row)) continue;
  const record = toRecord(row.content, 'bench', null, row.origin);
  byId.set(record.id, record);
}
const ids = [...byId.keys()].sort();
const vectors = { task: new Float32Array(), content: new Float32Array() };
const directory = await mkdtemp(join(tmpdir(), 'kindred-export-'));

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
/** A full collection takes a good part of a second while the bench holds all records. */
const REPORTS_BETWEEN = 40;

/** Bytes in use, without garbage. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function sourceOf(count: number, report: () => void): ExportSource {
  const embedded = (wanted: readonly string[]) =>
    wanted.flatMap((id) => {
      const record = byId.get(id);
      return record === undefined ? [] : [{ record, vectors }];
    });
  return {
    store: {
      count: () => Promise.resolve(count),
      existing: (wanted) => Promise.resolve(new Set(wanted.filter((id) => byId.has(id)))),
      fetch: (wanted) => Promise.resolve(embedded(wanted)),
      scroll: (_selection, { after, limit }) => {
        const from = after === undefined ? 0 : Number(after);
        const next = from + limit < count ? String(from + limit) : null;
        return Promise.resolve({ records: embedded(ids.slice(from, Math.min(count, from + limit))), next });
      },
    },
    corpora: ['bench'],
    signal: new AbortController().signal,
    report,
  };
}

async function timed(count: number, format: ExportOptions['format'], report: () => void): Promise<number> {
  const fallback = layoutNamed('alpaca', null);
  const options = {
    format,
    gzip: false,
    layout: null,
    fallback,
    marks: [],
    apply: false,
    written: false,
    formulas: null,
  };
  const source = sourceOf(count, report);
  const started = performance.now();
  const plan = await planExport(source, options);
  await writeExport(source, options, plan, { path: join(directory, `export.${format}`) });
  return (performance.now() - started) / 1_000;
}

async function megabytesOf(count: number, format: ExportOptions['format']): Promise<number> {
  const before = bytesInUse();
  let most = before;
  let reports = 0;
  await timed(count, format, () => {
    reports += 1;
    if (reports % REPORTS_BETWEEN === 0) most = Math.max(most, bytesInUse());
  });
  return (most - before) / 1e6;
}

const sizes = [...new Set([Math.min(Number(values.rows), ids.length), ids.length])];
const figures: [string, number[]][] = [];
for (const format of ['jsonl', 'csv', 'parquet'] as const) {
  const seconds: number[] = [];
  const megabytes: number[] = [];
  for (const count of sizes) {
    seconds.push(await timed(count, format, () => undefined));
    megabytes.push(await megabytesOf(count, format));
  }
  figures.push([`${format}: seconds`, seconds], [`${format}: MB besides the records`, megabytes]);
}
printFigures(['distinct rows', ...sizes.map(String)], figures);
await rm(directory, { recursive: true, force: true });
