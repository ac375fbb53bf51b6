import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Scope } from '../../schemas/api-keys.ts';
import type { Holding } from '../access/in-flight.ts';
import type { ErrorCode } from '../../schemas/errors.ts';
import type { RouteServices } from './deps.ts';
import { validate } from './validation.ts';

/** A JSON body, which is validated before the handler runs. */
interface JsonBody<B extends z.ZodType> {
  readonly kind: 'json';
  readonly schema: B;
  readonly maxBytes: number;
  readonly examples: Readonly<Record<string, unknown>>;
}

/** A body of any content type, which the handler reads itself as a stream. */
interface FileBody {
  readonly kind: 'file';
  readonly description: string;
  readonly contentTypes: readonly string[];
}

interface JsonAnswer {
  readonly kind: 'json';
  readonly description: string;
  readonly schema: z.ZodType;
  readonly example?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface EventStream {
  readonly kind: 'event-stream';
  readonly description: string;
  readonly events: readonly string[];
  /** The schema of the JSON that every event carries. */
  readonly data: z.ZodType;
  readonly example: string;
}

/** An answer of JSON values, one on each line (NDJSON), which the handler writes while it computes them. */
interface JsonLines {
  readonly kind: 'lines';
  readonly description: string;
  /** The schema of one line. */
  readonly schema: z.ZodType;
  readonly example: string;
}

/** An answer in plain text, which the handler writes itself. */
interface TextAnswer {
  readonly kind: 'text';
  readonly description: string;
  readonly example: string;
}

/** An answer of bytes, which the handler writes itself, or gives as a `Uint8Array`. */
interface BinaryAnswer {
  readonly kind: 'binary';
  readonly description: string;
  readonly contentTypes: readonly string[];
}

/** What a handler answers with. A handler returns null instead when it has written the response itself. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface RouteContext {
  readonly request: Request;
  readonly response: Response;
  readonly services: RouteServices;
  /** Aborted when the client disconnects before the answer has been written. */
  readonly signal: AbortSignal;
  /** Counts what the request holds in memory. The bytes of a JSON body and of a JSON answer are counted already. */
  readonly holding: Holding;
}

interface RouteDescription {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** The path in the notation of OpenAPI, for example `/v1/corpora/{name}`. */
  readonly path: string;
  readonly operationId: string;
  /** The scope that a key must have; null when anybody may ask, without a key. */
  readonly scope: Scope | null;
  /** Whether a route for anybody says more to those whose key may know it. */
  readonly namesAsker?: true;
  /**
   * Whether it asks about all records of corpora. Such questions wait for their turn, and who asks the same has the same
   * answer: the handler goes by the path, the query and what the asker may see alone.
   */
  readonly wholeCorpora?: true;
  readonly tag: 'Demonstrations' | 'Corpora' | 'Records' | 'Curation' | 'Jobs' | 'Embeddings' | 'Service';
  readonly summary: string;
  readonly description: string;
  readonly responses: Readonly<
    Record<number, JsonAnswer | EventStream | JsonLines | TextAnswer | BinaryAnswer>
  >;
  /** The error codes of the route, besides `invalid_request` and `internal`, which every route may answer with. */
  readonly errors: readonly ErrorCode[];
}

/** One entry of the route table, from which both the Express app and the OpenAPI document are made. */
export interface Route extends RouteDescription {
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: JsonBody<z.ZodType> | FileBody | null;
  handle(context: RouteContext): Promise<Reply | null>;
}

const Nothing = z.strictObject({});
const NoBody = z.unknown();

interface RouteInput<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
}

interface RouteSpec<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
> extends RouteDescription {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: JsonBody<B> | FileBody;
  handle(input: RouteInput<P, Q, B>, context: RouteContext): Promise<Reply | null>;
}

/**
 * Makes a route whose handler sees only what its schemas let through. Unknown query parameters and unknown fields
 * of strict bodies are refused with `invalid_request`.
 */
export function defineRoute<
  P extends z.ZodObject = typeof Nothing,
  Q extends z.ZodObject = typeof Nothing,
  B extends z.ZodType = typeof NoBody,
>(spec: RouteSpec<P, Q, B>): Route {
  const paramsSchema: z.ZodType = spec.params ?? Nothing;
  const querySchema: z.ZodType = spec.query ?? Nothing;
  const bodySchema: z.ZodType = spec.body?.kind === 'json' ? spec.body.schema : NoBody;
  return {
    ...spec,
    params: spec.params ?? Nothing,
    query: spec.query ?? Nothing,
    body: spec.body ?? null,
    handle: (context) =>
      spec.handle(
        {
          params: validate(paramsSchema, context.request.params) as z.output<P>,
          query: validate(querySchema, context.request.query) as z.output<Q>,
          body: validate(bodySchema, context.request.body) as z.output<B>,
        },
        context,
      ),
  };
}
