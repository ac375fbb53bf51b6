import { ERROR_TABLE, ErrorBody } from '../../../schemas/errors.ts';
import type { ErrorCode } from '../../../schemas/errors.ts';
import { PACKAGE } from '../../runtime/package.ts';
import { componentSchemas, fieldsOf, schemaOrReference } from './json-schemas.ts';
import type { Field, JsonSchema } from './json-schemas.ts';
import { withDefaultsSaid } from './request-defaults.ts';
import type { EventStream, Route } from '../route.ts';

type Part = Record<string, unknown>;

const INTRODUCTION =
  'Kindred keeps instruction data so that instructions that ask for the same **kind of work** lie near each other, ' +
  'and finds demonstrations for a new instruction among them. Every record has two vectors: in the space `task` near ' +
  'means the same kind of work, in `content` it means the same words and topic.\n\n' +
  '```sh\n' +
  'curl --data-binary @house.jsonl "http://127.0.0.1:4747/v1/corpora/house/ingestions?file_name=house.jsonl"\n' +
  "curl http://127.0.0.1:4747/v1/demonstrations -H 'content-type: application/json' \\\n" +
  '  -d \'{"instruction": "Put this sentence into the passive voice.", "corpora": ["house"], "k": 4}\'\n' +
  '```\n\n' +
  'Every error has one shape: a `code`, a `message` that says the way out, the `field` that is wrong, and whether the ' +
  'same request may succeed later.';

const TAGS: Readonly<Record<Route['tag'], string>> = {
  Demonstrations: 'Examples for a prompt, of the same kind as its instruction.',
  Corpora: 'Named sets of instruction records.',
  Records: 'Instructions with their answers, one by one.',
  Curation: 'Operations on whole corpora. They are jobs that leave reports and marks, and destroy nothing.',
  Jobs: 'Work under way, and past work.',
  Embeddings: 'The vectors themselves.',
  Service: 'How the service is.',
};

/**
 * Describes a route table as an OpenAPI 3.1 document. A pure function: the same table gives the same document.
 * @param needsKey whether the service asks for keys; when it does not, the document declares the key optional
 */
export function toOpenApi(routes: readonly Route[], needsKey = false): Part {
  const paths = pathsOf(routes);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kindred',
      version: PACKAGE.version,
      description: INTRODUCTION,
      license: { name: PACKAGE.license, identifier: PACKAGE.license },
    },
    servers: [{ url: '/' }],
    security: needsKey ? [{ key: [] }] : [{}, { key: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: withDefaultsSaid(componentSchemas(), paths),
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A key of `kindred keys create`. A service without keys answers on the loopback address alone and asks for none.',
        },
      },
    },
  };
}

function pathsOf(routes: readonly Route[]): Part {
  const paths: Record<string, Part> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  }
  return paths;
}

function operationOf(route: Route): Part {
  const parameters = [
    ...fieldsOf(route.params).map((field) => parameterOf('path', field)),
    ...fieldsOf(route.query).map((field) => parameterOf('query', field)),
  ];
  const requestBody = requestBodyOf(route.body);
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: route.description + scopeNote(route),
    ...(route.scope === null && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody !== null && { requestBody }),
    responses: {
      ...answersOf(route),
      ...errorsOf([...commonErrors(route), ...route.errors, 'internal']),
    },
  };
}

function scopeNote({ scope }: Route): string {
  return scope === null ? '' : ` Where keys are asked for, one with the scope \`${scope}\`.`;
}

/** What a request is refused with whose key, or the service, has too much to do. */
const LIMITS = ['rate_limited', 'too_much_at_once', 'overloaded'] as const;

const TELLING_WHEN: ReadonlySet<ErrorCode> = new Set(LIMITS);
const RETRY_AFTER = { 'retry-after': 'After how many seconds to ask again.' };

function commonErrors({ scope }: Route): ErrorCode[] {
  const ofAll = ['invalid_request', 'forbidden', 'request_timeout', 'headers_too_large'] as const;
  return scope === null ? [...ofAll] : [...ofAll, 'unauthenticated', ...LIMITS];
}

function parameterOf(place: 'path' | 'query', field: Field): Part {
  const { description, ...schema } = field.schema;
  return {
    name: field.name,
    in: place,
    required: place === 'path' || field.isRequired,
    ...(description !== undefined && { description }),
    ...(field.isJson ? { content: { 'application/json': { schema } } } : { schema }),
  };
}

function requestBodyOf(body: Route['body']): Part | null {
  if (body === null) return null;
  if (body.kind === 'file') {
    const file: JsonSchema = { type: 'string', format: 'binary' };
    const content = Object.fromEntries(body.contentTypes.map((type) => [type, { schema: file }]));
    return { required: false, description: body.description, content };
  }
  const examples = Object.fromEntries(
    Object.entries(body.examples).map(([name, value]) => [name, { value }]),
  );
  return {
    required: true,
    content: { 'application/json': { schema: schemaOrReference(body.schema), examples } },
  };
}

function answersOf(route: Route): Part {
  const answers = Object.entries(route.responses).map(([status, answer]) => {
    if (answer.kind === 'event-stream') {
      const content = { 'text/event-stream': { schema: eventSchema(answer), example: answer.example } };
      return [status, { description: answer.description, content }];
    }
    if (answer.kind === 'text') {
      const content = { 'text/plain': { schema: { type: 'string' }, example: answer.example } };
      return [status, { description: answer.description, content }];
    }
    if (answer.kind === 'binary') {
      const file: JsonSchema = { type: 'string', format: 'binary' };
      const content = Object.fromEntries(answer.contentTypes.map((type) => [type, { schema: file }]));
      return [status, { description: answer.description, content }];
    }
    if (answer.kind === 'lines') {
      const lines = {
        type: 'string',
        contentMediaType: 'application/json',
        contentSchema: schemaOrReference(answer.schema),
      };
      const content = { 'application/x-ndjson': { schema: lines, example: answer.example } };
      return [status, { description: answer.description, content }];
    }
    const { description, schema, example } = answer;
    const json = { schema: schemaOrReference(schema), ...(example !== undefined && { example }) };
    return [status, { description, ...headersOf(answer.headers), content: { 'application/json': json } }];
  });
  return Object.fromEntries(answers) as Part;
}

/** The schema of one event of a stream: OpenAPI 3.1 has no way to describe the stream as a whole. */
function eventSchema({ events, data }: EventStream): JsonSchema {
  return {
    type: 'object',
    properties: {
      event: { type: 'string', enum: events },
      data: {
        type: 'string',
        contentMediaType: 'application/json',
        contentSchema: schemaOrReference(data),
      },
    },
    required: ['event', 'data'],
  };
}

function headersOf(headers: Readonly<Record<string, string>> | undefined): Part {
  if (headers === undefined) return {};
  const described = Object.entries(headers).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return { headers: Object.fromEntries(described) as Part };
}

/** One response for each HTTP status, which lists the error codes that an answer with this status may carry. */
function errorsOf(codes: readonly ErrorCode[]): Part {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = ERROR_TABLE[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses = [...byStatus].map(([status, those]) => [
    status,
    {
      description: `Error: ${those.map((code) => `\`${code}\``).join(', ')}.`,
      ...(those.some((code) => TELLING_WHEN.has(code)) && headersOf(RETRY_AFTER)),
      content: { 'application/json': { schema: schemaOrReference(ErrorBody) } },
    },
  ]);
  return Object.fromEntries(responses) as Part;
}
