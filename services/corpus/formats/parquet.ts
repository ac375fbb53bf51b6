import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { KindredError } from '../../../schemas/errors.ts';
import type { Json } from '../../../schemas/record.ts';
import { typedValue } from '../json-value.ts';
import type { ByteSource } from './byte-source.ts';
import type { FormatReader, RowsWanted } from './format-reader.ts';
import { MEMORY_LIMIT, type DecodeReply, type TableFormat } from './parquet-messages.ts';
import type { RawRow } from './raw-row.ts';

/** The variables that Node needs. The decoding process gets no others, and so no keys and passwords of the service. */
const PASSED_ON = ['PATH', 'SystemRoot', 'TEMP', 'TMPDIR'];
const MEBIBYTE = 1024 ** 2;
/** When a part of a file takes longer than this to decode, it is given up. */
const SILENCE_MS = 5 * 60 * 1_000;
/** The texts of a file may have this many characters for each of its bytes, and 2³⁰ characters in any case. */
const MAX_GROWTH = 250;
const ALWAYS_ALLOWED = 1024 ** 3;
/** A compressed file may grow this many times. Parquet is compressed already, so little is gained. */
const MAX_UNPACKED_GROWTH = 20;

export const parquetReader: FormatReader = {
  recognises: null,
  read: (source, skip, wanted) => readTable('parquet', source, skip, wanted),
};

/**
 * Reads the rows of a Parquet or Arrow file; the `line` of a row is its number. When a part of the file cannot be decoded, its rows
 * are errors, and the others are read. The first `skip` rows are not decoded. A compressed file is first decompressed
 * into the folder for temporary files, because Parquet is read from its end.
 * @throws KindredError `nothing_readable` when the file says not what it holds, `payload_too_large` when decoding takes too much
 * memory or time
 */
export async function* readTable(
  format: TableFormat,
  source: ByteSource,
  skip: number,
  { note }: RowsWanted = {},
): AsyncGenerator<RawRow, void, undefined> {
  if (source.compression === null) return yield* decode(format, source.path, source, skip, note);
  const directory = await mkdtemp(join(tmpdir(), 'kindred-parquet-'));
  try {
    const path = join(directory, 'unpacked');
    await pipeline(bounded(source), createWriteStream(path));
    yield* decode(format, path, source, skip, note);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function* bounded(source: ByteSource): AsyncGenerator<Buffer, void, undefined> {
  const most = Math.max(ALWAYS_ALLOWED, MAX_UNPACKED_GROWTH * source.bytesTotal);
  let bytes = 0;
  for await (const chunk of source.open()) {
    bytes += chunk.length;
    if (bytes > most) throw tooLarge(`${source.name} unpacks to more than ${most} bytes`);
    yield chunk;
  }
}

async function* decode(
  format: TableFormat,
  path: string,
  source: ByteSource,
  skip: number,
  note: (sentence: string) => void = () => undefined,
): AsyncGenerator<RawRow, void, undefined> {
  const { size } = await stat(path);
  const most = Math.max(ALWAYS_ALLOWED, MAX_GROWTH * size);
  const decoder = new Decoder();
  let part = 'the beginning';
  let characters = 0;
  let counted = 0;
  try {
    for (
      let reply = await decoder.ask({ format, path, name: source.name, skip });
      ;
      reply = await decoder.ask({})
    ) {
      if (reply === null) throw tooLarge(`${part} of ${source.name} takes too much memory or time to decode`);
      if (reply.kind === 'end') return;
      if (reply.kind === 'failed') throw new KindredError(reply.code, reply.message);
      if (reply.kind === 'decoding') {
        part = `the part with rows ${reply.range.rowStart + 1} to ${reply.range.rowEnd}`;
        continue;
      }
      characters += reply.characters;
      if (characters > most) throw tooLarge(`${source.name} holds more than ${most} characters`);
      if (source.compression === null) source.countRead(reply.bytesRead - counted);
      counted = reply.bytesRead;
      reply.notes.forEach(note);
      yield* reply.rows.map(withExactValues);
    }
  } finally {
    decoder.end();
  }
}

/** The row with its exact values in it, which then stay with it wherever its parts go. */
function withExactValues(raw: RawRow): RawRow {
  if ('error' in raw || raw.notes?.exact === undefined) return raw;
  const { exact, ...notes } = raw.notes;
  return { ...raw, row: typedValue(raw.row as Json, { exact }), notes };
}

function tooLarge(what: string): KindredError {
  return new KindredError(
    'payload_too_large',
    `${what}. Write it again with smaller row groups or batches, or in parts.`,
  );
}

/** The process that decodes a file. */
class Decoder {
  readonly #process = startProcess();
  #isGone = false;
  #answer: (reply: DecodeReply | null) => void = () => undefined;

  constructor() {
    const gone = (): void => {
      this.#isGone = true;
      this.#answer(null);
    };
    this.#process.once('error', gone).once('exit', gone);
    this.#process.on('message', (reply: DecodeReply) => this.#answer(reply));
  }

  /** The reply to a request; null when the process has ended, or does not answer for too long. */
  async ask(request: object): Promise<DecodeReply | null> {
    let silence: NodeJS.Timeout | undefined;
    const reply = await new Promise<DecodeReply | null>((resolve) => {
      this.#answer = resolve;
      silence = setTimeout(resolve, SILENCE_MS, null).unref();
      if (this.#isGone) resolve(null);
      else this.#process.send(request, () => undefined);
    });
    clearTimeout(silence);
    return reply;
  }

  end(): void {
    this.#process.kill('SIGKILL');
  }
}

function startProcess(): ChildProcess {
  const extension = extname(new URL(import.meta.url).pathname);
  const entry = fileURLToPath(new URL(`./parquet-process${extension}`, import.meta.url));
  const sources = extension === '.ts' ? ['--import', import.meta.resolve('tsx')] : [];
  return fork(entry, [], {
    // A fifth is left for memory outside of the heap of JavaScript.
    execArgv: [...sources, `--max-old-space-size=${Math.round((0.8 * MEMORY_LIMIT) / MEBIBYTE)}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]])),
  });
}
