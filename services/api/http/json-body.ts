import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Request, RequestHandler } from 'express';
import { KindredError } from '../../../schemas/errors.ts';
import type { Holding } from '../../access/in-flight.ts';
import { surveyJson, TOO_MANY_VALUES } from '../../corpus/formats/json-limits.ts';
import { holdingOf } from './authorise.ts';
import { GatheredBytes } from './gathered-bytes.ts';
import { hasBody, isChunked } from './has-body.ts';
import { MAX_BODY_VALUES } from './limits.ts';
import type { HttpTimeouts } from './timeouts.ts';

const BYTE_ORDER_MARK = '\uFEFF';

const DECOMPRESSORS = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const;

/**
 * Middleware that collects a JSON body in memory and parses it into `request.body`. Every byte is counted among those that
 * requests hold before it is kept, decompressed ones too: all of them at once when the length is declared, else as they
 * arrive.
 * @throws KindredError `payload_too_large` when the body is above `maxBytes` or has too many values, `invalid_request` when
 * it is no JSON, `request_timeout` when it takes too long, and what `add` of the holding throws
 */
export function readJsonBody(maxBytes: number, { heldBodyMs }: HttpTimeouts): RequestHandler {
  return async (request, response, next) => {
    if (hasBody(request)) {
      refuseOtherCharsets(request);
      const bytes = await collect(request, { maxBytes, heldBodyMs, holding: holdingOf(response) });
      request.body = parse(bytes);
    }
    next();
  };
}

interface Terms {
  readonly maxBytes: number;
  readonly heldBodyMs: number;
  readonly holding: Holding;
}

async function collect(request: Request, { maxBytes, heldBodyMs, holding }: Terms): Promise<Buffer> {
  const started = performance.now();
  const encoding = (request.get('content-encoding') ?? 'identity').toLowerCase();
  const isDeclared = encoding === 'identity' && !isChunked(request);
  const refuseAbove = (bytes: number): void => {
    if (bytes > maxBytes) throw tooLong(maxBytes);
  };
  if (isDeclared) {
    const declared = Number(request.get('content-length'));
    refuseAbove(declared);
    holding.add(declared);
  }
  const gathered = new GatheredBytes();
  const content = contentOf(request, encoding);
  try {
    // The iterator must leave the request alone when reading ends early: its connection still carries the answer.
    for await (const chunk of content.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      refuseAbove(gathered.length + chunk.length);
      if (!isDeclared) holding.add(chunk.length);
      if (performance.now() - started > heldBodyMs) throw tookTooLong(heldBodyMs);
      gathered.add(chunk);
    }
  } catch (error) {
    throw error instanceof KindredError ? error : unreadable(error);
  } finally {
    if (content !== request) content.destroy();
  }
  return gathered.all();
}

/** The body without its compression. When the client goes, the stream ends with an error. */
function contentOf(request: Request, encoding: string): Readable {
  if (encoding === 'identity') return request;
  if (!Object.hasOwn(DECOMPRESSORS, encoding)) {
    const known = Object.keys(DECOMPRESSORS).join(', ');
    const message = `The body has the content encoding '${encoding}'. Known are ${known}, or none.`;
    throw new KindredError('invalid_request', message);
  }
  const content = DECOMPRESSORS[encoding as keyof typeof DECOMPRESSORS]();
  request.pipe(content);
  request.once('close', () => {
    if (!request.complete) content.destroy(new Error('the connection broke off'));
  });
  return content;
}

/** Refuses all that is not UTF-8, in which alone JSON is sent (RFC 8259, section 8.1). */
function refuseOtherCharsets(request: Request): void {
  const [, charset = 'utf-8'] =
    /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(request.get('content-type') ?? '') ?? [];
  if (/^utf-?8$/i.test(charset)) return;
  throw new KindredError('invalid_request', `The body has the charset '${charset}'. Send JSON as UTF-8.`);
}

/**
 * Parses a body. Brackets and values are counted first: sixty megabytes of them would become gigabytes of objects, and of
 * complaints about each.
 */
function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  const { problem } = surveyJson(bytes, MAX_BODY_VALUES);
  if (problem === TOO_MANY_VALUES) {
    throw new KindredError(
      'payload_too_large',
      `The body has more than ${MAX_BODY_VALUES} values. Send it in parts.`,
    );
  }
  if (problem !== null) {
    throw new KindredError('invalid_request', 'The body is nested deeper than 100 levels. Flatten it.');
  }
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KindredError('invalid_request', `The body is not valid JSON: ${reason}`, { cause });
  }
}

function tooLong(maxBytes: number): KindredError {
  const message = `The body is above the limit of ${maxBytes} bytes. Send it in parts.`;
  return new KindredError('payload_too_large', message);
}

function unreadable(cause: unknown): KindredError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new KindredError('invalid_request', `The body cannot be read: ${reason}.`, { cause });
}

function tookTooLong(heldBodyMs: number): KindredError {
  return new KindredError(
    'request_timeout',
    `The body was not complete after ${heldBodyMs / 1_000} s. Send it in parts, or over a better line.`,
  );
}
