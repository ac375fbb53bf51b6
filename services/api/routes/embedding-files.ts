import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Response } from 'express';
import { EmbeddingFileLine, EmbeddingFileQuery } from '../../../schemas/api/embedding-files.ts';
import { READ_COMPRESSIONS_TEXT, READ_FORMATS_TEXT } from '../../../schemas/file-formats.ts';
import type { RowOrigin } from '../../../schemas/layout.ts';
import { embeddingText } from '../../corpus/embedding-text.ts';
import { readCorpus } from '../../corpus/read-corpus.ts';
import type { CorpusRow } from '../../corpus/read-corpus.ts';
import type { Encoder, TextVectors } from '../../embedding/port.ts';
import { EMBEDDING_FILE_LINES } from '../openapi/examples.ts';
import { defineRoute } from '../route.ts';
import { readingOfBody } from '../files/body-reading.ts';
import { UPLOAD_MEDIA_TYPES } from '../files/media-types.ts';
import { BYTES_A_TEXT, toBase64 } from './embeddings.ts';

/** At most so many rows are encoded together: few enough to bound memory, enough to form batches of texts of similar length. */
const SLICE_ROWS = 1_024;
/** The first rows that are encoded together: what an encoder takes for them tells how many it can take. */
const FIRST_ROWS = 64;
/** A slice should take no longer: clients and servers give up a connection on which no byte passes for five minutes. */
const LONG_SLICE_MS = 30_000;
const SHORT_SLICE_MS = 5_000;
/** Most text that is encoded together, in UTF-16 code units, so that a slice has fewer rows when they are long. */
const SLICE_TEXT = 2_000_000;

export const embedFileRoute = defineRoute({
  method: 'post',
  path: '/v1/embeddings/files',
  operationId: 'embedFile',
  scope: 'read',
  tag: 'Embeddings',
  summary: 'Embed every row of a file',
  description:
    'The body **is** the file, read as an ingestion reads it; nothing of it is kept. The answer has one line of ' +
    'JSON for every row of the file, in its order, and is written while later rows are still being computed. A row ' +
    'that cannot be read has its line too: `{"id":null,"line":17,"error":"…"}`.\n\n' +
    '`curl --data-binary @alpaca.jsonl.gz "http://127.0.0.1:4747/v1/embeddings/files?space=task"`',
  query: EmbeddingFileQuery,
  body: {
    kind: 'file',
    description: `The file itself: ${READ_FORMATS_TEXT}, ${READ_COMPRESSIONS_TEXT}.`,
    contentTypes: UPLOAD_MEDIA_TYPES,
  },
  responses: {
    200: {
      kind: 'lines',
      description: 'A line for every row: its L2-normalised vector, or why there is none.',
      schema: EmbeddingFileLine,
      example: EMBEDDING_FILE_LINES,
    },
  },
  errors: [
    'unsupported_format',
    'nothing_readable',
    'payload_too_large',
    'encoder_unavailable',
    'embedding_service_unavailable',
  ],
  handle: async ({ query }, { request, response, services: { uploads, encoder }, signal, holding }) => {
    holding.add(SLICE_ROWS * BYTES_A_TEXT);
    const { path } = await uploads.store(request, randomUUID());
    try {
      const reading = await readCorpus(path, readingOfBody(query));
      await writeLines(reading.rows, query, encoder, response, signal);
    } finally {
      await rm(path, { force: true });
    }
    response.end();
    return null;
  },
});

/**
 * Writes the answer slice by slice, as fast as the client reads. Nothing is written before the first slice has been
 * computed, so that an error up to then is answered as an ordinary error.
 */
async function writeLines(
  rows: AsyncIterable<CorpusRow>,
  query: EmbeddingFileQuery,
  encoder: Encoder,
  response: Response,
  signal: AbortSignal,
): Promise<void> {
  const pace = new SlicePace();
  for await (const slice of slicesOf(rows, pace)) {
    const begin = performance.now();
    const lines = await linesOf(slice, query, encoder, signal);
    pace.took(performance.now() - begin);
    if (!response.headersSent) response.status(200).type('application/x-ndjson');
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    if (!response.write(text)) await once(response, 'drain', { signal });
  }
}

/** How many rows are encoded together, by how long the rows before them took. */
class SlicePace {
  rows = FIRST_ROWS;

  took(ms: number): void {
    if (ms > LONG_SLICE_MS) this.rows = Math.max(1, Math.floor((this.rows * LONG_SLICE_MS) / (2 * ms)));
    else if (ms < SHORT_SLICE_MS) this.rows = Math.min(SLICE_ROWS, 2 * this.rows);
  }
}

async function* slicesOf(rows: AsyncIterable<CorpusRow>, pace: SlicePace): AsyncGenerator<CorpusRow[]> {
  let slice: CorpusRow[] = [];
  let text = 0;
  for await (const row of rows) {
    slice.push(row);
    text += 'content' in row ? embeddingText(row.content).length : 0;
    if (slice.length < pace.rows && text < SLICE_TEXT) continue;
    yield slice;
    slice = [];
    text = 0;
  }
  if (slice.length > 0) yield slice;
}

async function linesOf(
  slice: readonly CorpusRow[],
  query: EmbeddingFileQuery,
  encoder: Encoder,
  signal: AbortSignal,
): Promise<EmbeddingFileLine[]> {
  const texts = slice.flatMap((row) => ('content' in row ? [embeddingText(row.content)] : []));
  const { vectors, truncated } = await encoder.embed(texts, { signal });
  let next = 0;
  return slice.map((row) => {
    if ('rejection' in row) return { id: null, line: row.rejection.line, error: row.rejection.reason };
    const index = next++;
    return {
      id: row.content.user_id ?? placeOf(row.origin),
      vector: vectorOf(vectors[index], query),
      ...(truncated[index] === true && { truncated: true as const }),
    };
  });
}

/** What tells a row without an id from all others of its file. */
function placeOf({ line, row_in_line: row, part }: RowOrigin): number | string {
  const inLine = row === undefined ? '' : `:${row}`;
  const ofRow = part === undefined ? '' : `.${part}`;
  return inLine === '' && ofRow === '' ? line : `${line}${inLine}${ofRow}`;
}

function vectorOf(vectors: TextVectors | undefined, { space, encoding_format }: EmbeddingFileQuery) {
  if (vectors === undefined) throw new Error('This is a bug: the encoder gave fewer vectors than texts.');
  return encoding_format === 'base64' ? toBase64(vectors[space]) : Array.from(vectors[space]);
}
