import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { documentation, typeOfSchema, type JsonSchemaNode } from './type-of-schema.ts';

/** Whether a type says what is sent, where fields with a default may be left out, or what has been read. */
export type Direction = 'input' | 'output';

/** What is only ever sent. */
export const SENT_ALONE = 'CurationBodies';
/** Objects with any fields, of which zod itself knows less. */
const ANY_OBJECTS = new Set(['AnyRow', 'Metadata', 'RowValues']);

/** The declarations of the named schemas of `schemas/`, as text. */
export interface SchemaTypes {
  readonly names: ReadonlySet<string>;
  /**
   * The declaration of one schema.
   * @param named is called with the name of each other schema that it refers to
   */
  readonly declarationOf: (name: string, direction: Direction, named: (name: string) => void) => string;
}

/** Loads every file of `schemas/` and finds the schemas that it exports. Their names are unique in the repository. */
export async function loadSchemaTypes(root: string): Promise<SchemaTypes> {
  const schemas = await exportedSchemas(join(root, 'schemas'));
  const written = { input: jsonSchemas(schemas, 'input'), output: jsonSchemas(schemas, 'output') };
  return {
    names: new Set(schemas.keys()),
    declarationOf(name, direction, named) {
      if (ANY_OBJECTS.has(name)) {
        named('Json');
        return `export type ${name} = Record<string, Json>;\n`;
      }
      const schema = written[direction][name];
      if (schema === undefined) throw new Error(`schemas/ exports no schema ${name}`);
      const type = typeOfSchema(schema, '', named);
      const hasFields = schema['type'] === 'object' && type.startsWith('{');
      const declared = hasFields ? `interface ${name} ${type}` : `type ${name} = ${type};`;
      return `${documentation(schema, '')}export ${declared}\n`;
    },
  };
}

async function exportedSchemas(folder: string): Promise<Map<string, z.ZodType>> {
  const found = new Map<string, z.ZodType>();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  for (const file of files.sort()) {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module))
      if (value instanceof z.ZodType) found.set(name, value);
    if ('OPERATIONS' in module) found.set(SENT_ALONE, bodiesOf(module['OPERATIONS']));
  }
  return found;
}

/** What is sent for each operation: the type `CurationBodies` of `schemas/curation/operations.ts`. */
function bodiesOf(operations: unknown): z.ZodType {
  const definitions = Object.entries(operations as Record<string, { route: { request: z.ZodType } }>);
  return z.object(Object.fromEntries(definitions.map(([kind, { route }]) => [kind, route.request])));
}

function jsonSchemas(
  schemas: ReadonlyMap<string, z.ZodType>,
  io: Direction,
): Readonly<Record<string, JsonSchemaNode>> {
  const registry = z.registry<{ id: string }>();
  const known = new Set<z.ZodType>();
  for (const [id, schema] of schemas) {
    if (!known.has(schema)) registry.add(schema, { id });
    known.add(schema);
  }
  const uri = (id: string): string => `#/components/schemas/${id}`;
  return z.toJSONSchema(registry, { io, uri, unrepresentable: 'any' }).schemas;
}
