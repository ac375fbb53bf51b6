import type { JsonSchema } from './json-schemas.ts';

/**
 * Named schemas that are sent and never answered, with the default of each field said in its description alone. Generators
 * of types (openapi-typescript among them) take a named schema's field with a `default` for one that is always there, which
 * is right of an answer and wrong of a request: whoever sends it may leave it out.
 * @param schemas all named schemas
 * @param paths the paths of the document, which refer to them
 */
export function withDefaultsSaid(
  schemas: Readonly<Record<string, JsonSchema>>,
  paths: Readonly<Record<string, unknown>>,
): Record<string, JsonSchema> {
  const operations = Object.values(paths).flatMap((path) => Object.values(path as object) as Operation[]);
  const sent = reached(
    operations.map(({ requestBody }) => requestBody),
    schemas,
  );
  const answered = reached(
    operations.map(({ responses }) => responses),
    schemas,
  );
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      sent.has(name) && !answered.has(name) ? (said(schema) as JsonSchema) : schema,
    ]),
  );
}

interface Operation {
  readonly requestBody?: unknown;
  readonly responses: unknown;
}

/** The names of the schemas that something refers to, and that these refer to. */
function reached(from: unknown, schemas: Readonly<Record<string, JsonSchema>>): Set<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      if (key !== '$ref' || typeof part !== 'string') visit(part);
      else {
        const name = part.slice(part.lastIndexOf('/') + 1);
        if (names.has(name)) continue;
        names.add(name);
        visit(schemas[name]);
      }
    }
  };
  visit(from);
  return names;
}

/** A schema whose fields, at any depth, say their defaults. */
function said(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(said);
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.entries(schema).map(([key, part]) => [
    key,
    key === 'properties' ? fieldsSaid(part as Record<string, JsonSchema>) : said(part),
  ]);
  return Object.fromEntries(parts) as JsonSchema;
}

function fieldsSaid(fields: Readonly<Record<string, JsonSchema>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { default: standard, ...field }]) => {
      if (standard === undefined) return [name, said(field)];
      const { description, ...rest } = said(field) as JsonSchema;
      const about = typeof description === 'string' ? `${description} ` : '';
      return [name, { description: `${about}Default: \`${JSON.stringify(standard)}\`.`, ...rest }];
    }),
  );
}
