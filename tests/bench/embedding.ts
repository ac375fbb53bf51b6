/**
 * Speed of the shipped encoder on a corpus, for the settings it could have:
 *
 *     node --import tsx tests/bench/embedding.ts CORPUS.jsonl[.gz] [--limit N] [--encoder DIRECTORY] [--passes N]
 *
 * All settings are measured in one run, one after the other, so their ratios hold on a busy machine too.
 */
import { createReadStream } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { loadEncoderFiles } from '../../services/embedding/descriptor.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import type { EncoderOptions } from '../../services/embedding/onnx-encoder.ts';
import type { Encoder } from '../../services/embedding/port.ts';
import { cutTokenBatches } from '../../services/embedding/token-batches.ts';
import { createTextTokenizer } from '../../services/embedding/tokenizer.ts';

/** Texts of one call and calls at a time, as the workers do. */
const CALL = 256;
const CALLS_AT_ONCE = 2;
const BUDGETS = [512, 1024, 2048, 4096, 8192];

const Row = z.object({ instruction: z.string(), input: z.string().optional() });

async function readTexts(path: string, limit: number): Promise<string[]> {
  const file = createReadStream(path);
  const lines = createInterface({ input: path.endsWith('.gz') ? file.pipe(createGunzip()) : file });
  const texts: string[] = [];
  for await (const line of lines) {
    const row = Row.parse(JSON.parse(line));
    texts.push(row.input ? `${row.instruction}\n\n${row.input}` : row.instruction);
    if (texts.length >= limit) break;
  }
  file.destroy();
  return texts;
}

function callsOf(texts: readonly string[]): string[][] {
  const count = Math.ceil(texts.length / CALL);
  return Array.from({ length: count }, (_, i) => texts.slice(i * CALL, (i + 1) * CALL));
}

async function embedAll(encoder: Encoder, texts: readonly string[]): Promise<void> {
  const calls = callsOf(texts);
  const lane = async (): Promise<void> => {
    for (let call = calls.shift(); call; call = calls.shift()) await encoder.embed(call);
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, lane));
}

interface Measured {
  readonly rowsPerSecond: number;
  readonly openMs: number;
  readonly queryMs: number;
  readonly queryInBulkMs: number;
  readonly loopDelayMs: number;
  readonly cpu: number;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function queryTimes(encoder: Encoder, until: () => boolean): Promise<number[]> {
  const times: number[] = [];
  while (!until()) {
    const start = performance.now();
    await encoder.embed([`Write a short poem about number ${times.length}.`], { priority: 'query' });
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return times;
}

async function measure(
  directory: string,
  texts: readonly string[],
  options: EncoderOptions,
): Promise<Measured> {
  const opening = performance.now();
  const encoder = await openEncoder(directory, options);
  await encoder.embed(['first'], { priority: 'query' });
  const openMs = performance.now() - opening;
  let asked = 0;
  const alone = await queryTimes(encoder, () => asked++ >= 15);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await embedAll(encoder, texts);
  const elapsed = performance.now() - start;
  const cpu = process.cpuUsage(cpuBefore);
  delay.disable();
  let done = false;
  const bulk = embedAll(encoder, texts.slice(0, 2 * CALL)).finally(() => (done = true));
  const inBulk = await queryTimes(encoder, () => done);
  await bulk;
  await encoder.close();
  return {
    rowsPerSecond: (texts.length / elapsed) * 1000,
    openMs,
    queryMs: median(alone),
    queryInBulkMs: median(inBulk),
    loopDelayMs: delay.percentile(99) / 1e6,
    cpu: (cpu.user + cpu.system) / 1000 / elapsed,
  };
}

async function describeTokens(directory: string, texts: readonly string[]): Promise<number> {
  const tokenizer = createTextTokenizer(await loadEncoderFiles(directory));
  const start = performance.now();
  const lengths = texts.map((text) => tokenizer.tokenize(text).ids.length);
  const elapsed = performance.now() - start;
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  console.log(
    `${texts.length} rows, ${tokens} tokens (mean ${(tokens / texts.length).toFixed(1)}); ` +
      `tokenising: ${((texts.length / elapsed) * 1000).toFixed(0)} rows/s on one thread`,
  );
  for (const budget of BUDGETS) {
    const computed = callsOf(texts)
      .flatMap((call, i) => {
        const own = lengths.slice(i * CALL, i * CALL + call.length);
        return cutTokenBatches(own, budget).map(
          (b) => b.length * Math.max(...b.map((index) => own[index] ?? 0)),
        );
      })
      .reduce((sum, size) => sum + size, 0);
    console.log(`  padding at ${budget} tokens a run: ${((1 - tokens / computed) * 100).toFixed(1)}%`);
  }
  return tokens / texts.length;
}

async function measureMemory(directory: string, texts: readonly string[], arena: boolean, passes: number) {
  const encoder = await openEncoder(directory, { arena });
  const megabytes: string[] = [];
  for (let pass = 0; pass <= passes; pass++) {
    await embedAll(encoder, texts);
    megabytes.push((process.memoryUsage.rss() / 2 ** 20).toFixed(0));
  }
  await encoder.close();
  console.log(
    `memory (RSS in MiB) after each of ${passes + 1} passes, arena ${arena ? 'on' : 'off'}: ${megabytes.join(' ')}`,
  );
}

const SETTINGS: EncoderOptions[] = [
  ...BUDGETS.map((batchTokens) => ({
    threads: 2,
    intraOpThreads: 1,
    arena: true,
    batchTokens,
  })),
  ...BUDGETS.map((batchTokens) => ({
    threads: 1,
    intraOpThreads: 2,
    arena: true,
    batchTokens,
  })),
  { threads: 2, intraOpThreads: 1, arena: false, batchTokens: 512 },
  { threads: 1, intraOpThreads: 2, arena: false, batchTokens: 512 },
  { threads: 1, intraOpThreads: 1, arena: true, batchTokens: 512 },
];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      limit: { type: 'string', default: '5000' },
      passes: { type: 'string', default: '10' },
      encoder: { type: 'string', default: fileURLToPath(new URL('../../infra/encoder/', import.meta.url)) },
    },
  });
  const [path] = positionals;
  if (path === undefined) throw new Error('name a JSONL file with the field `instruction`');
  const texts = await readTexts(path, Number(values.limit));
  const meanTokens = await describeTokens(values.encoder, texts);
  console.log(
    'threads x intra-op, arena, tokens a run | rows/s tokens/s ratio | cores, rows per core-second | open, query, query in bulk, loop p99 (ms)',
  );
  let reference: number | undefined;
  for (const options of SETTINGS) {
    const found = await measure(values.encoder, texts, options);
    reference ??= found.rowsPerSecond;
    const label = `${options.threads} x ${options.intraOpThreads}, ${options.arena ? 'on ' : 'off'}, ${options.batchTokens}`;
    const speed = `${found.rowsPerSecond.toFixed(0)} ${(found.rowsPerSecond * meanTokens).toFixed(0)}`;
    const latency = [found.openMs, found.queryMs, found.queryInBulkMs, found.loopDelayMs].map((ms) =>
      ms.toFixed(1),
    );
    console.log(
      `${label} | ${speed} ${(found.rowsPerSecond / reference).toFixed(2)} | ${found.cpu.toFixed(2)}, ${(found.rowsPerSecond / found.cpu).toFixed(0)} | ${latency.join(', ')}`,
    );
  }
  for (const arena of [true, false]) {
    await measureMemory(values.encoder, texts.slice(0, 2 * CALL), arena, Number(values.passes));
  }
}

await main();
