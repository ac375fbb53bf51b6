import type { InstructionRecord } from '../../../schemas/record.ts';

/**
 * A text of a record by the name that a pair of a contamination has for it: `instruction` (with the input), `output`, `system`,
 * `history[0]`, or a path in the metadata such as `messages[1].content`. Null when the record has no such text any more.
 */
export function textOfField(record: InstructionRecord, field: string): string | null {
  const { instruction, input, output, system, history, metadata } = record;
  if (field === 'instruction') return input === '' ? instruction : `${instruction}\n${input}`;
  if (field === 'output') return output;
  if (field === 'system') return system;
  const turn = /^history\[(\d+)\]$/.exec(field)?.[1];
  if (turn !== undefined && history.length > 0) return history[Number(turn)]?.content ?? null;
  const text = valueAt(metadata, field);
  return typeof text === 'string' ? text : null;
}

/** The value at a path; a key that has dots or brackets itself comes first. */
function valueAt(value: unknown, path: string): unknown {
  if (path === '') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  if (path in fields) return fields[path];
  const [, key = '', rest = ''] = /^\.?([^.[\]]+)\]?(.*)$/.exec(path.replace(/^\[/, '')) ?? [];
  return key === '' ? undefined : valueAt(fields[key], rest);
}
