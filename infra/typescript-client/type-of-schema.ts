/** A schema of JSON Schema 2020-12, as zod writes it. */
export type JsonSchemaNode = Readonly<Record<string, unknown>>;

const WIDTH = 110;
const PLAIN: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

/**
 * The TypeScript type of a JSON Schema. References become names; what is said of fields becomes their documentation.
 * @param indent how deep the text will stand
 * @param named is called with the name of each schema that the type refers to
 */
export function typeOfSchema(schema: unknown, indent: string, named: (name: string) => void): string {
  if (typeof schema !== 'object' || schema === null) return schema === false ? 'never' : 'unknown';
  const node = schema as JsonSchemaNode;
  const typeOf = (part: unknown, deeper = indent): string => typeOfSchema(part, deeper, named);
  if (typeof node['$ref'] === 'string') {
    const name = decodeURIComponent(node['$ref'].slice(node['$ref'].lastIndexOf('/') + 1));
    named(name);
    return name;
  }
  if (node['const'] !== undefined) return JSON.stringify(node['const']);
  if (Array.isArray(node['enum']))
    return unionOf(node['enum'].map((value: unknown) => JSON.stringify(value)));
  // Beside fields these say which of them go together, which no type says.
  const choices = node['properties'] === undefined ? (node['anyOf'] ?? node['oneOf']) : undefined;
  if (Array.isArray(choices)) return unionOf(choices.map((choice: unknown) => typeOf(choice)));
  if (Array.isArray(node['allOf']))
    return node['allOf'].map((part: unknown) => `(${typeOf(part)})`).join(' & ');
  if (Array.isArray(node['type']))
    return unionOf(node['type'].map((type: unknown) => typeOf({ ...node, type })));
  if (node['type'] === 'array') return listOf(node, typeOf);
  if (node['type'] === 'object') return objectOf(node, indent, typeOf);
  return PLAIN[String(node['type'])] ?? 'unknown';
}

type TypeOf = (schema: unknown, indent?: string) => string;

function unionOf(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}

function listOf(node: JsonSchemaNode, typeOf: TypeOf): string {
  if (Array.isArray(node['prefixItems']))
    return `[${node['prefixItems'].map((item: unknown) => typeOf(item)).join(', ')}]`;
  const item = typeOf(node['items']);
  return /[|&{]/.test(item) ? `(${item})[]` : `${item}[]`;
}

function objectOf(node: JsonSchemaNode, indent: string, typeOf: TypeOf): string {
  const { properties, required, additionalProperties, propertyNames } = node as {
    properties?: Record<string, JsonSchemaNode>;
    required?: string[];
    additionalProperties?: unknown;
    propertyNames?: unknown;
  };
  if (properties === undefined) {
    const value = typeOf(additionalProperties);
    const keys = propertyNames === undefined ? 'string' : typeOf(propertyNames);
    const record = `Record<${keys}, ${value}>`;
    return keys === 'string' || required !== undefined ? record : `Partial<${record}>`;
  }
  const deeper = `${indent}  `;
  const fields = Object.entries(properties).map(([name, field]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    const type = typeOf(field, deeper);
    const isOptional = required?.includes(name) !== true;
    const declared = isOptional ? `${key}?: ${type} | undefined;` : `${key}: ${type};`;
    return `${documentation(field, deeper)}${deeper}${declared}\n`;
  });
  return fields.length === 0 ? 'Record<string, never>' : `{\n${fields.join('')}${indent}}`;
}

/** A comment with what a schema says of itself, and the default that a field has when it is left out. */
export function documentation(schema: JsonSchemaNode, indent: string): string {
  const text = typeof schema['description'] === 'string' ? schema['description'] : '';
  const lines = text === '' ? [] : text.split('\n').flatMap((line) => wrapped(line, WIDTH - indent.length));
  if (schema['default'] !== undefined) lines.push(`@default ${JSON.stringify(schema['default'])}`);
  const safe = lines.map((line) => line.replaceAll('*/', '*\\/'));
  if (safe.length === 0) return '';
  if (safe.length === 1) return `${indent}/** ${safe[0]} */\n`;
  return `${indent}/**\n${safe.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length >= width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
