import { z } from 'zod';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;

/** The deepest nesting that is looked at: deeper than any row may have. */
const MAX_DEPTH = 200;

function isJson(value: unknown, depth = 0): value is Json {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  if (depth > MAX_DEPTH) return false;
  return Object.values(value).every((item) => isJson(item, depth + 1));
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isJson(value);
}

/** An object with any fields. It stays as it is: a record of zod would leave out the field `__proto__`. */
export function jsonObject(description: string): z.ZodType<JsonObject, JsonObject> {
  const schema = z.unknown().refine(isJsonObject, 'must be an object of JSON').describe(description);
  return schema as unknown as z.ZodType<JsonObject, JsonObject>;
}
