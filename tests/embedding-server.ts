import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text as bodyText } from 'node:stream/consumers';
import { z } from 'zod';
import type { Encoder } from '../services/embedding/port.ts';
import type { SpaceName } from '../schemas/record.ts';
import { closeWithConnections, listenOnLoopback } from './loopback-server.ts';

/** A request as it came, for tests that look at what was sent. */
interface SentRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers a request in the server's place; without an answer the connection is killed. */
export type Fault = (response: ServerResponse, request: SentRequest) => void | Promise<void>;

export interface EmbeddingServer {
  readonly url: string;
  readonly requests: SentRequest[];
  /** What happens to the next requests, one each, before the server answers by itself again. */
  readonly faults: Fault[];
  close(): Promise<void>;
}

interface ServerOptions {
  readonly encoder: Encoder;
  readonly space: SpaceName;
  readonly key?: string;
  /** As text-embeddings-inference has it, 32 by itself. */
  readonly mostTexts?: number;
  readonly mostTokens?: number;
  readonly info?: object;
}

const OpenAiBody = z.looseObject({ model: z.string(), input: z.array(z.string()) });
const TeiBody = z.looseObject({ inputs: z.array(z.string()), truncate: z.literal(false) });

/** An embedding service that speaks the protocols of OpenAI and of text-embeddings-inference, with their refusals, and embeds with a real encoder. */
export async function startEmbeddingServer(options: ServerOptions): Promise<EmbeddingServer> {
  const requests: SentRequest[] = [];
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => request.socket.destroy());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    if (path.endsWith('/info'))
      return sendJson(response, options.info === undefined ? 404 : 200, options.info ?? {});
    const body = z.record(z.string(), z.unknown()).parse(JSON.parse(await bodyText(request)));
    const sent = { path, authorization: request.headers.authorization, body };
    requests.push(sent);
    const fault = faults.shift();
    if (fault !== undefined) {
      await fault(response, sent);
      if (!response.writableEnded && !response.headersSent) request.socket.destroy();
      return;
    }
    await answerTexts(sent, response, options);
  };
  const url = await listenOnLoopback(server);
  return { url, requests, faults, close: () => closeWithConnections(server) };
}

async function answerTexts(
  { path, authorization, body }: SentRequest,
  response: ServerResponse,
  { encoder, space, key, mostTexts = 32, mostTokens = 64 }: ServerOptions,
): Promise<void> {
  if (key !== undefined && authorization !== `Bearer ${key}`)
    return sendJson(response, 401, {
      error: { message: `Incorrect API key: ${authorization}`, code: 'invalid_api_key' },
    });
  const isTei = path.endsWith('/embed');
  const texts = isTei ? TeiBody.parse(body).inputs : OpenAiBody.parse(body).input;
  const refuse = (tei: [number, string], openAi: string): void => {
    if (isTei) sendJson(response, tei[0], { error: tei[1], error_type: 'Validation' });
    else sendJson(response, 400, { error: { message: openAi, type: 'invalid_request_error', code: null } });
  };
  if (texts.some((text) => text === ''))
    return refuse([400, '`inputs` cannot be empty'], "'$.input' is invalid.");
  if (texts.length > mostTexts) {
    const tei = `batch size ${texts.length} > maximum allowed batch size ${mostTexts}`;
    return refuse(
      [422, tei],
      `[] is too long - 'input'. This server takes ${mostTexts} items, array too long`,
    );
  }
  if (encoder.countTokens(texts).some((tokens) => tokens > mostTokens)) {
    const tei = `Input validation error: \`inputs\` must have less than ${mostTokens} tokens.`;
    return refuse(
      [413, tei],
      `This model's maximum context length is ${mostTokens} tokens, reduce your prompt.`,
    );
  }
  const { vectors } = await encoder.embed(texts);
  // Services need not normalise.
  const rows = vectors.map((both) => Array.from(both[space], (value) => value * 3));
  if (isTei) return sendJson(response, 200, rows);
  const data = rows.map((embedding, index) => ({ object: 'embedding', index, embedding }));
  sendJson(response, 200, { object: 'list', data: data.reverse(), model: body['model'], usage: {} });
}

/** Answers with a status and JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
