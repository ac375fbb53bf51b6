import type { ValueType } from '../../schemas/layout.ts';
import type { Json } from '../../schemas/record.ts';

/** Whether the JSON of a value tells its type, so that the type need not be kept beside every row. */
export function tellsType(json: Json, type: ValueType): boolean {
  if (typeof type === 'string') return tellsLeaf(json, type);
  if (json === null) return false;
  if ('list' in type) {
    return Array.isArray(json) && json.length > 0 && json.every((item) => tellsType(item, type.list));
  }
  if (!('struct' in type) || typeof json !== 'object' || Array.isArray(json)) return false;
  const names = Object.keys(json);
  return (
    names.length === type.struct.length &&
    type.struct.every(([name, field], at) => names[at] === name && tellsType(json[name] ?? null, field))
  );
}

function tellsLeaf(json: Json, type: string): boolean {
  if (type === 'string') return json === null || typeof json === 'string';
  if (type === 'bool') return typeof json === 'boolean';
  if (type === 'int64') return Number.isSafeInteger(json);
  return type === 'double' && typeof json === 'number' && !Number.isInteger(json);
}
