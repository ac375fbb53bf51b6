import { z } from 'zod';

/** What an answer without vectors means for whoever asked. */
export type Refusal =
  /** Fewer or shorter texts may pass. */
  | 'too-large'
  /** The same request may pass later. */
  | 'passing'
  /** The quota of the account is used up, which waiting does not change. */
  | 'quota'
  | 'key'
  | 'address'
  | 'redirect'
  | 'other';

/**
 * The words by which servers say that a text or a request is too large, with 400, 413, 422, 429 and, llama.cpp and Ollama, 500: OpenAI and vLLM
 * (`maximum context length`, `max 300000 tokens per request`, `array too long`), text-embeddings-inference (`must have less than 512 tokens`,
 * `maximum allowed batch size`), llama.cpp (`too large to process`), Ollama (`exceeds the context length`).
 */
const TOO_LARGE =
  /context length|context size|too large|too long|less than \d+ tokens|tokens per request|allowed batch size|exceeds? .{0,40}(tokens|length|batch|limit)|tokens exceed|too many (inputs|tokens)/i;

const PASSING = new Set([408, 424, 425, 429, 529]);
const NEVER_TOO_LARGE = new Set([401, 403, 404]);

/** The fields by which servers name what is wrong: OpenAI and those that speak its protocol, and text-embeddings-inference. */
const Named = z.object({ code: z.unknown(), type: z.unknown(), error_type: z.unknown() }).partial();
const Body = z.union([z.object({ error: Named }).transform(({ error }) => error), Named]);
/** What goes into messages and the log: a name, and no text of a server, which may repeat texts of rows or a key. */
const NAME = /^[A-Za-z][\w.-]{0,60}$/;

/** What a status and the beginning of the body of an answer mean. */
export function refusalOf(status: number, body: string): Refusal {
  if (status >= 300 && status < 400) return 'redirect';
  if (status === 413 || (status >= 400 && !NEVER_TOO_LARGE.has(status) && TOO_LARGE.test(body)))
    return 'too-large';
  if (status === 429 && nameIn(body) === 'insufficient_quota') return 'quota';
  if (PASSING.has(status) || status >= 500) return 'passing';
  if (status === 401 || status === 403) return 'key';
  return status === 404 || status === 405 ? 'address' : 'other';
}

/** The name that a server gives its error; null when it gives none. */
export function nameIn(body: string): string | null {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return null;
  }
  const { data } = Body.safeParse(json);
  const names = [data?.code, data?.error_type, data?.type];
  return names.find((name): name is string => typeof name === 'string' && NAME.test(name)) ?? null;
}
