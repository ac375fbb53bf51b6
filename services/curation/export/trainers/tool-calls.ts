import type { Json } from '../../../../schemas/record.ts';
import { isObject, type Row } from '../../../corpus/row.ts';

/** A call of a tool in a turn of the assistant. */
export interface ToolCall {
  readonly id: string | null;
  readonly name: string;
  /** The arguments as JSON text, which is the same type whatever the tool takes. */
  readonly arguments: string;
}

/** The value of a JSON text that is a list or an object, and any other value as it is. */
function parsed(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

/**
 * The calls in a value: one call or a list of them, as OpenAI has them (`{id, function: {name, arguments}}`), as ShareGPT
 * has them (`{name, arguments}`) or as parts of a content (`{type: "tool_use", id, name, input}`); also as JSON text. Null
 * when something in it is no call.
 */
export function readCalls(value: Json): readonly ToolCall[] | null {
  const read = parsed(value);
  const calls = (Array.isArray(read) ? read : [read]).map(readCall);
  return calls.every((call) => call !== null) ? calls : null;
}

function readCall(value: Json): ToolCall | null {
  const entry = parsed(value);
  if (!isObject(entry)) return null;
  const call = isObject(entry['function']) ? entry['function'] : entry;
  const { name } = call;
  if (typeof name !== 'string') return null;
  const given = call['arguments'] ?? call['args'] ?? call['input'] ?? call['parameters'] ?? {};
  const id = entry['id'] ?? entry['call_id'];
  return {
    id: typeof id === 'string' ? id : null,
    name,
    arguments: typeof given === 'string' ? given : JSON.stringify(given),
  };
}

/** The tools that a row offers: a list of descriptions, which may be written as JSON text. Null when it offers none. */
export function readTools(value: Json | undefined): readonly Row[] | null {
  const read = parsed(value ?? null);
  const list = Array.isArray(read) ? read.map(parsed) : [read];
  const tools = list
    .filter(isObject)
    .flatMap(declared)
    .filter((tool) => Object.keys(tool).length > 0);
  return tools.length > 0 && list.every(isObject) ? tools : null;
}

/** Gemini has the functions of a tool in a list within it. */
function declared(tool: Row): readonly Row[] {
  const list = tool['functionDeclarations'] ?? tool['function_declarations'];
  return Array.isArray(list) && list.length > 0 && list.every(isObject) ? list : [tool];
}

/** A tool as OpenAI has it, `{type: "function", function: {...}}`; those of other types stay as they are. */
export function openAiTool(tool: Row): Row {
  const isBare = typeof tool['name'] === 'string' && !Object.hasOwn(tool, 'type');
  return isBare ? { type: 'function', function: tool } : tool;
}

/** The arguments of a call as a value, for layouts that write the call as JSON text. */
export function argumentsOf(call: ToolCall): Json {
  return call.arguments.trim() === '' ? {} : parsed(call.arguments);
}
