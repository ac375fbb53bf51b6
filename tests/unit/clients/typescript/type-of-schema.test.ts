import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { documentation, typeOfSchema } from '../../../../infra/typescript-client/type-of-schema.ts';

const ignored = (): void => undefined;
const typeOf = (schema: z.ZodType, io: 'input' | 'output' = 'output'): string =>
  typeOfSchema(z.toJSONSchema(schema, { io }), '', ignored).replace(/\s+/g, ' ');

describe('the type of a schema', () => {
  it.each([
    ['texts, numbers and null', z.string().nullable(), 'string | null'],
    ['whole numbers', z.int(), 'number'],
    ['choices', z.enum(['a', 'b']), '"a" | "b"'],
    ['one value', z.literal(true), 'true'],
    ['lists of choices', z.array(z.union([z.string(), z.number()])), '(string | number)[]'],
    ['tuples', z.tuple([z.string(), z.number()]), '[string, number]'],
    ['records', z.record(z.string(), z.number()), 'Record<string, number>'],
    ['records of some keys', z.partialRecord(z.enum(['a']), z.number()), 'Partial<Record<"a", number>>'],
    ['anything', z.unknown(), 'unknown'],
  ])('is right of %s', (_what, schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });

  it('lets a field with a default be left out where it is sent, and has it always where it is read', () => {
    const schema = z.object({ k: z.int().default(4) });
    expect(typeOf(schema, 'input')).toBe('{ /** @default 4 */ k?: number | undefined; }');
    expect(typeOf(schema, 'output')).toBe('{ /** @default 4 */ k: number; }');
  });

  it('names what it refers to', () => {
    const named: string[] = [];
    const schema = { type: 'array', items: { $ref: '#/components/schemas/Turn' } };
    expect(typeOfSchema(schema, '', (name) => named.push(name))).toBe('Turn[]');
    expect(named).toEqual(['Turn']);
  });

  it('is TypeScript whatever a description says', () => {
    const schema = z.object({ 'a-b': z.string().describe('ends */ and goes on\nin `another` line') });
    const program = `export interface One ${typeOfSchema(z.toJSONSchema(schema), '', ignored)}\n`;
    const { diagnostics } = ts.transpileModule(program, { reportDiagnostics: true });
    expect(diagnostics).toEqual([]);
    expect(documentation({}, '')).toBe('');
  });
});
