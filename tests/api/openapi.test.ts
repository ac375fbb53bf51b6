import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ERROR_TABLE } from '../../schemas/errors.ts';
import { toOpenApi } from '../../services/api/openapi/document.ts';
import type { Route } from '../../services/api/route.ts';
import { ROUTES } from '../../services/api/routes.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters?: { name: string; in: string; required: boolean }[];
  readonly requestBody?: { content: Record<string, unknown> };
  readonly responses: Record<string, { content: Record<string, { schema: unknown }> }>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, unknown> };
}

const document = toOpenApi(ROUTES) as unknown as Document;

const named = ROUTES.map((route): [string, Route] => [`${route.method.toUpperCase()} ${route.path}`, route]);

function operationOf(route: Route): Operation {
  const operation = document.paths[route.path]?.[route.method];
  if (operation === undefined) throw new Error(`${route.operationId} is missing`);
  return operation;
}

function referencesIn(value: unknown): string[] {
  const matches = JSON.stringify(value).matchAll(/"\$ref":"([^"]+)"/g);
  return [...matches].map(([, reference = '']) => reference);
}

describe('the OpenAPI document', () => {
  it('is the committed one: run `npm run openapi` after a change', async () => {
    const committed = await readFile(
      new URL('../../services/api/openapi/openapi.json', import.meta.url),
      'utf8',
    );
    expect(`${JSON.stringify(document, null, 2)}\n`).toBe(committed);
  });

  it('refers only to schemas that it has', () => {
    const references = referencesIn(document);
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) {
      expect(
        Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`),
      ).toContain(reference);
    }
  });

  it('of a service with keys asks for one', () => {
    expect(toOpenApi(ROUTES, true)).toMatchObject({ security: [{ key: [] }] });
    expect(toOpenApi(ROUTES, false)).toMatchObject({ security: [{}, { key: [] }] });
  });

  it('says of a parameter that is read as JSON what that JSON is', () => {
    const { parameters = [] } = operationOf(ROUTES.find(({ operationId }) => operationId === 'embedFile')!);
    const columns = parameters.find(({ name }) => name === 'columns');
    expect(columns).toMatchObject({
      content: { 'application/json': { schema: { type: 'object', required: ['instruction'] } } },
    });
  });

  it('names every operation once', () => {
    const ids = ROUTES.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** The fields of a schema at any depth, by their paths, as generators of types see them. */
function fieldsIn(schema: unknown, path: string): [string, Record<string, unknown>][] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, part]) => {
    if (key !== 'properties') return fieldsIn(part, path);
    return Object.entries(part as Record<string, Record<string, unknown>>).flatMap(
      ([name, field]): [string, Record<string, unknown>][] => [
        [`${path}.${name}`, field],
        ...fieldsIn(field, `${path}.${name}`),
      ],
    );
  });
}

describe('what is sent', () => {
  const { schemas } = document.components;
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  const named = new Set<string>();
  const visit = (value: unknown): void => {
    for (const reference of referencesIn(value ?? null)) {
      const name = reference.slice('#/components/schemas/'.length);
      if (named.has(name)) continue;
      named.add(name);
      visit(schemas[name]);
    }
  };
  for (const { requestBody } of operations) visit(requestBody);
  const fields = [...named].flatMap((name) => fieldsIn(schemas[name], name));

  it('has no field with a default that openapi-typescript would demand: it says the default in words', () => {
    expect(fields.length).toBeGreaterThan(60);
    expect(fields.filter(([, field]) => 'default' in field).map(([path]) => path)).toEqual([]);
    const k = fields.find(([path]) => path === 'DemonstrationsRequest.k')?.[1];
    expect(k?.['description']).toMatch(/Default: `4`\.$/);
    expect((schemas['DemonstrationsRequest'] as { required?: string[] }).required ?? []).toEqual([]);
  });

  it('has a description of every field', () => {
    const described = ([, { $ref: reference, description }]: [string, Record<string, unknown>]): boolean =>
      reference !== undefined || (typeof description === 'string' && !description.startsWith('Default:'));
    expect(fields.filter((field) => !described(field)).map(([path]) => path)).toEqual([]);
  });
});

describe('every route', () => {
  it.each(named)('%s declares each parameter of its path', (_name, route) => {
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = (operationOf(route).parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    expect(declared.every(({ required }) => required)).toBe(true);
  });

  it.each(named)('%s shows examples that its own schemas accept', (_name, route) => {
    if (route.body?.kind === 'json') {
      for (const example of Object.values(route.body.examples)) route.body.schema.parse(example);
    }
    for (const answer of Object.values(route.responses)) {
      if (answer.kind === 'json' && answer.example !== undefined) answer.schema.parse(answer.example);
    }
    expect(Object.keys(route.responses).length).toBeGreaterThan(0);
  });

  it.each(named)('%s documents its errors in the one error shape', (_name, route) => {
    const { responses } = operationOf(route);
    for (const code of ['invalid_request', 'internal', ...route.errors] as const) {
      const { status } = ERROR_TABLE[code];
      if (status in route.responses) continue;
      expect(responses[status]?.content['application/json']?.schema).toEqual({
        $ref: '#/components/schemas/ErrorBody',
      });
    }
  });
});
