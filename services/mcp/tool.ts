import { z } from 'zod';
import type { Scope } from '../../schemas/api-keys.ts';
import type { Client } from '../../clients/typescript/src/kindred-client.ts';
import { upTo, type CutPart } from './bounded.ts';

/** What a tool works with while it answers one call. */
interface CallContext {
  /** The service, asked with the rights of whoever calls. Its requests end with the call, or with the time of the call. */
  readonly client: Client;
  readonly signal: AbortSignal;
  /** Lets a service inside this process begin to work on its jobs. Others have workers of their own. */
  readonly work: () => Promise<void>;
}

/** The longest that one call may take, in milliseconds. Clients wait for 60 s, as their SDK does. */
export const CALL_MS = 55_000;

interface ToolDescription {
  /** The name by which models call it. */
  readonly name: string;
  readonly title: string;
  /** What it does, when to use it, and what to do with the answer, for a model. */
  readonly description: string;
  /** The scope that a key must have. A tool with `write` is offered only where writing is allowed. */
  readonly scope: Extract<Scope, 'read' | 'write'>;
  /** Whether a second call with the same input changes nothing more. Tools that only read never change anything. */
  readonly repeatable?: true;
  /** Whether it may undo work. */
  readonly destructive?: true;
}

export interface McpTool extends ToolDescription {
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  answer(this: void, input: unknown, call: CallContext): Promise<Record<string, unknown>>;
}

interface ToolSpec<I extends z.ZodObject, O extends z.ZodObject> extends ToolDescription {
  readonly input: I;
  readonly output: O;
  answer(this: void, input: z.output<I>, call: CallContext): Promise<z.input<O>>;
}

/** Makes a tool whose answer is checked by the compiler against its schemas. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(spec: ToolSpec<I, O>): McpTool {
  return {
    ...spec,
    answer: async (input, call) => {
      const answer: object = await spec.answer(input as z.output<I>, call);
      return { ...answer };
    },
  };
}

/** An object whose fields another schema has. */
export const AnyFields = z.record(z.string(), z.unknown());

/** What stands beside an answer whose texts or lists were cut. */
export const CutParts = z
  .array(z.object({ path: z.string(), kept: z.int(), of: z.int() }))
  .optional()
  .describe(
    'Texts (in characters) and lists (in elements) of this answer that were cut. Absent when it is whole.',
  );
export const Rest = z.string().optional().describe('How to get what was cut.');

const MOST_NAMED = 10;
const LONGEST_PATH = 150;

/** The fields `cut` and `rest` of an answer, with the first ten cuts; none when it is whole. */
export function restOf(cut: readonly CutPart[], rest: string): { cut?: CutPart[]; rest?: string } {
  if (cut.length === 0) return {};
  const named = cut
    .slice(0, MOST_NAMED)
    .map(({ path, ...counts }) => ({ path: upTo(path, LONGEST_PATH), ...counts }));
  return { cut: named, rest };
}
