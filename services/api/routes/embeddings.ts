import type { Response } from 'express';
import { once } from 'node:events';
import { EmbeddingsRequest, EmbeddingsResponse } from '../../../schemas/api/embeddings.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { SpaceName } from '../../../schemas/record.ts';
import { countAllTokens } from '../../embedding/count-tokens.ts';
import type { EmbeddedBatch, Encoder } from '../../embedding/port.ts';
import { EMBEDDINGS_REQUEST, EMBEDDINGS_RESPONSE } from '../openapi/examples.ts';
import { LARGE_BODY_BYTES } from '../http/limits.ts';
import { textsOf } from '../texts-of-input.ts';
import { defineRoute } from '../route.ts';

/** Texts that are encoded together: bounds memory, and the time for which other requests wait. */
const SLICE = 256;
/** What a text that is encoded in bulk takes beside itself: tokens, two vectors, and a vector as JSON. */
export const BYTES_A_TEXT = 16 * 1024;
/** A request of up to this many texts counts as urgent: a person is probably waiting for its answer. */
export const QUERY_TEXTS = 8;

export const embeddingsRoute = defineRoute({
  method: 'post',
  path: '/v1/embeddings',
  operationId: 'createEmbeddings',
  scope: 'read',
  tag: 'Embeddings',
  summary: 'Embed texts',
  description:
    'The shape of OpenAI’s endpoint, so that its clients work with another address and model. `kindred-task` puts ' +
    'instructions that ask for the same kind of work near each other, `kindred-content` those that say the same. ' +
    'Token ids, which LangChain sends for texts unless it is told otherwise, are read by the tokenizer that the operator has for them. ' +
    'Any number of texts; the answer is written while the later ones are still being computed.',
  body: {
    kind: 'json',
    schema: EmbeddingsRequest,
    maxBytes: LARGE_BODY_BYTES,
    examples: { 'two texts': EMBEDDINGS_REQUEST },
  },
  responses: {
    200: {
      kind: 'json',
      description: 'One L2-normalised vector for each text, in the order of the texts.',
      schema: EmbeddingsResponse,
      example: EMBEDDINGS_RESPONSE,
    },
  },
  errors: [
    'not_found',
    'payload_too_large',
    'tokenizer_unavailable',
    'encoder_unavailable',
    'embedding_service_unavailable',
  ],
  handle: async ({ body }, { response, services, signal, holding }) => {
    refuseOtherDimensions(body, services.encoder);
    const texts = await textsOf(body, services.tokenizers);
    holding.add(Math.min(SLICE, texts.length) * BYTES_A_TEXT);
    await writeEmbeddings(body, texts, services.encoder, response, signal);
    return null;
  },
});

function spaceOf(request: EmbeddingsRequest): SpaceName {
  return request.model === 'kindred-task' ? 'task' : 'content';
}

function refuseOtherDimensions(request: EmbeddingsRequest, encoder: Encoder): void {
  const own = encoder.dimensions[spaceOf(request)];
  if (request.dimensions === undefined || request.dimensions === own) return;
  throw new KindredError(
    'invalid_request',
    `dimensions: ${request.model} has ${own} dimensions; leave the field out or ask for ${own}.`,
    { field: 'dimensions' },
  );
}

/**
 * Writes the answer slice by slice, as fast as the client reads. Nothing is written before the first slice has been
 * computed, so that an error up to then is answered as an ordinary error.
 */
async function writeEmbeddings(
  request: EmbeddingsRequest,
  texts: readonly string[],
  encoder: Encoder,
  response: Response,
  signal: AbortSignal,
): Promise<void> {
  const priority = texts.length <= QUERY_TEXTS ? 'query' : 'bulk';
  let tokens = 0;
  let truncated = 0;
  for (let start = 0; start < texts.length; start += SLICE) {
    const slice = texts.slice(start, start + SLICE);
    const batch = await encoder.embed(slice, { priority, signal });
    tokens += await countAllTokens(slice, encoder, signal);
    truncated += batch.truncated.filter(Boolean).length;
    if (start === 0) {
      response.status(200).type('json');
      response.write('{"object":"list","data":[');
    }
    await write(response, `${start === 0 ? '' : ','}${entries(batch, request, start)}`, signal);
  }
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  response.end(
    `],"model":${JSON.stringify(request.model)},"usage":${JSON.stringify(usage)},"truncated":${truncated}}`,
  );
}

function entries(batch: EmbeddedBatch, request: EmbeddingsRequest, start: number): string {
  const space = spaceOf(request);
  return batch.vectors
    .map((vectors, offset) => {
      const embedding =
        request.encoding_format === 'base64' ? toBase64(vectors[space]) : Array.from(vectors[space]);
      return JSON.stringify({ object: 'embedding', index: start + offset, embedding });
    })
    .join(',');
}

/** The vector as base64 of little-endian 32-bit floats, the encoding that OpenAI uses. */
export function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString('base64');
}

async function write(response: Response, text: string, signal: AbortSignal): Promise<void> {
  if (!response.write(text)) await once(response, 'drain', { signal });
}
