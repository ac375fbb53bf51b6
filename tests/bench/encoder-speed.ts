/**
 * Speed of the shipped encoder beside what people use instead, in one run on the same texts:
 *
 *     python tests/bench/encoder-speed.py export BASE      # once: the base model, eight bits
 *     npm i --no-save @huggingface/transformers             # once
 *     node --import tsx tests/bench/encoder-speed.ts CORPUS.jsonl[.gz] --base BASE [--python python3] [--limit 2000]
 *         [--passes 10] [--threads N] [--encoder DIRECTORY] [--against DIRECTORY]... [--transformers MODULE]
 *
 * `--against` names folders of other encoders that the service's code runs beside it. Without `--base` they are all.
 *
 * Every contender has a process of its own and tokenises inside its passes. Passes take turns, so that other work on the
 * machine meets all of them; the first pass of each warms up and does not count. Memory is the peak of the process.
 * The others take batches of 32 in the order of the file, and once more with all texts sorted by length beforehand, which
 * spares them padding that the service spares its callers by itself. One thread is the thriftiest setting in Python.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';

/** Texts of one call and calls at a time, as the workers do. */
const CALL = 256;
const CALLS_AT_ONCE = 2;
/** Texts of one call to the others. */
const BATCH = 32;
const MODEL = 'all-MiniLM-L6-v2';
const HERE = fileURLToPath(import.meta.url);

const Row = z.object({ instruction: z.string(), input: z.string().optional() });
const Ready = z.object({ ready: z.literal(true), firstVectorMs: z.number().optional() });
const Pass = z.object({ seconds: z.number(), cpuSeconds: z.number(), peakMiB: z.number() });
type Pass = z.infer<typeof Pass>;

type Embed = (texts: readonly string[]) => Promise<unknown>;

/** What is used of `@huggingface/transformers`, which is no dependency of ours. */
interface TransformersLibrary {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  readonly pipeline: (
    task: 'feature-extraction',
    model: string,
    options: object,
  ) => Promise<(texts: readonly string[], options: object) => Promise<unknown>>;
}

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

function slices(texts: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(texts.length / size) }, (_, i) =>
    texts.slice(i * size, (i + 1) * size),
  );
}

async function openOurs(directory: string, threads: number): Promise<Embed> {
  const encoder = await openEncoder(directory, { threads });
  return async (texts) => {
    const calls = slices(texts, CALL);
    const lane = async (): Promise<void> => {
      for (let call = calls.shift(); call; call = calls.shift()) await encoder.embed(call);
    };
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, lane));
  };
}

async function openTransformers(module: string, base: string): Promise<Embed> {
  const specifier = /^[./]/.test(module) ? pathToFileURL(resolve(module)).href : module;
  const library = (await import(specifier).catch((cause: unknown) => {
    throw new Error(`${module} is missing: npm i --no-save @huggingface/transformers`, { cause });
  })) as TransformersLibrary;
  library.env.allowRemoteModels = false;
  library.env.localModelPath = resolve(base);
  const extract = await library.pipeline('feature-extraction', MODEL, { dtype: 'q8' });
  return async (texts) => {
    for (const batch of slices(texts, BATCH)) await extract(batch, { pooling: 'mean', normalize: true });
  };
}

/** A contender's process: opens, says that it is ready, and runs a pass for every line on stdin. */
async function serve(textsPath: string, open: () => Promise<Embed>): Promise<void> {
  const texts = z.array(z.string()).parse(JSON.parse(await readFile(textsPath, 'utf8')));
  const say = (message: object): unknown => process.stdout.write(`${JSON.stringify(message)}\n`);
  const opening = performance.now();
  const embed = await open();
  await embed(['Write a haiku about the first frost.']);
  say({ ready: true, firstVectorMs: performance.now() - opening });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line !== 'pass') break;
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    await embed(texts);
    const seconds = (performance.now() - start) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    say({
      seconds,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
      peakMiB: process.resourceUsage().maxRSS / 1024,
    });
  }
  process.exit();
}

class Contender {
  readonly name: string;
  readonly passes: Pass[] = [];
  readonly #command: readonly [string, ...string[]];
  #child: ChildProcess | undefined;
  #lines: AsyncIterator<string> | undefined;

  constructor(name: string, ...command: [string, ...string[]]) {
    this.name = name;
    this.#command = command;
  }

  /** Starts the process and waits until it has given its first vector; milliseconds that took, when it says. */
  async start(): Promise<number | undefined> {
    const [command, ...parameters] = this.#command;
    const child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return Ready.parse(await this.#next()).firstVectorMs;
  }

  async pass(): Promise<void> {
    this.#child?.stdin?.write('pass\n');
    this.passes.push(Pass.parse(await this.#next()));
  }

  end(): void {
    this.#child?.stdin?.end();
  }

  async #next(): Promise<unknown> {
    const line = await this.#lines?.next();
    if (line === undefined || line.done === true)
      throw new Error(`${this.name} ended early; its reason stands above`);
    return JSON.parse(line.value);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function report(contenders: readonly Contender[], rows: number): void {
  const [ours] = contenders;
  const counted = (contender: Contender | undefined): Pass[] => contender?.passes.slice(1) ?? [];
  console.log(
    'contender | rows/s (fastest, slowest pass) | ours is times faster | rows per CPU second, ours times | peak MiB by pass',
  );
  for (const contender of contenders) {
    const passes = counted(contender);
    const rates = passes.map(({ seconds }) => rows / seconds);
    const perCpu = passes.map(({ cpuSeconds }) => rows / cpuSeconds);
    const times = median(counted(ours).map(({ seconds }, i) => (passes[i]?.seconds ?? 0) / seconds));
    const cpuTimes = median(
      counted(ours).map(({ cpuSeconds }, i) => (passes[i]?.cpuSeconds ?? 0) / cpuSeconds),
    );
    const range = `${Math.max(...rates).toFixed(0)}, ${Math.min(...rates).toFixed(0)}`;
    const peaks = contender.passes.map(({ peakMiB }) => peakMiB.toFixed(0)).join(' ');
    console.log(
      `${contender.name} | ${median(rates).toFixed(0)} (${range}) | ${times.toFixed(2)} | ` +
        `${median(perCpu).toFixed(0)}, ${cpuTimes.toFixed(2)} | ${peaks}`,
    );
  }
}

const OPTIONS = {
  base: { type: 'string' },
  python: { type: 'string', default: 'python3' },
  limit: { type: 'string', default: '2000' },
  passes: { type: 'string', default: '10' },
  threads: { type: 'string', default: String(availableParallelism()) },
  encoder: { type: 'string', default: fileURLToPath(new URL('../../infra/encoder/', import.meta.url)) },
  against: { type: 'string', multiple: true, default: [] as string[] },
  transformers: { type: 'string', default: '@huggingface/transformers' },
  serve: { type: 'string' },
} as const;

interface Settings {
  readonly base: string | undefined;
  readonly encoder: string;
  readonly against: readonly string[];
  readonly threads: string;
  readonly transformers: string;
  readonly python: string;
}

/** @param file the texts, @param sorted the same, the longest first */
function contendersOf(settings: Settings, file: string, sorted: string): Contender[] {
  const { base, encoder, against, threads, transformers, python } = settings;
  const node = (name: string, source: string, ...role: string[]): Contender =>
    new Contender(name, process.execPath, '--import', 'tsx', HERE, source, '--threads', threads, ...role);
  const ours = (name: string, folder: string): Contender =>
    node(name, file, '--serve', 'ours', '--encoder', folder);
  const encoders = [ours('ours', encoder), ...against.map((folder) => ours(folder, folder))];
  if (base === undefined) return encoders;
  const script = fileURLToPath(new URL('./encoder-speed.py', import.meta.url));
  const inPython = (name: string, source: string, count: string): Contender =>
    new Contender(name, python, script, 'serve', source, '--encoder', encoder, '--threads', count);
  const library = ['--serve', 'transformers', '--base', base, '--transformers', transformers];
  return [
    ...encoders,
    node('transformers.js, base in q8', file, ...library),
    node('transformers.js, base in q8, sorted', sorted, ...library),
    inPython('onnxruntime in Python, our graph', file, threads),
    inPython('onnxruntime in Python, our graph, sorted', sorted, threads),
    inPython('onnxruntime in Python, our graph, sorted, 1 thread', sorted, '1'),
  ];
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
  const [path] = positionals;
  const { base, threads, encoder, against, transformers, python } = values;
  if (path === undefined || (base === undefined && against.length === 0 && values.serve === undefined)) {
    throw new Error('name a JSONL file, and --base FOLDER or --against FOLDER');
  }
  if (values.serve === 'ours') return serve(path, () => openOurs(encoder, Number(threads)));
  if (values.serve === 'transformers' && base !== undefined) {
    return serve(path, () => openTransformers(transformers, base));
  }
  const texts = await readTexts(path, Number(values.limit));
  const temporary = await mkdtemp(join(tmpdir(), 'encoder-speed-'));
  const file = join(temporary, 'texts.json');
  const sorted = join(temporary, 'sorted.json');
  await writeFile(file, JSON.stringify(texts));
  await writeFile(sorted, JSON.stringify(texts.toSorted((a, b) => b.length - a.length)));
  const contenders = contendersOf({ base, encoder, against, threads, transformers, python }, file, sorted);
  try {
    for (const contender of contenders) {
      const ms = await contender.start();
      if (ms !== undefined) console.log(`${contender.name}: load to first vector ${ms.toFixed(0)} ms`);
    }
    for (let pass = 0; pass <= Number(values.passes); pass++) {
      for (const contender of contenders) await contender.pass();
    }
    report(contenders, texts.length);
  } finally {
    for (const contender of contenders) contender.end();
    await rm(temporary, { recursive: true });
  }
}

await main();
