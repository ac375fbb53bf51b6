import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { fileURLToPath } from 'node:url';
import { atEndOfFile } from '../setup/end-of-file.ts';

const PROGRAM = fileURLToPath(new URL('../../infra/bin/kindred.mjs', import.meta.url));

/** The revision that a client speaks: the newest without a session, or one of those with a handshake. */
export type Era = 'modern' | 'legacy';

/** The answer of a tool. */
interface Answer {
  readonly isError: boolean;
  readonly text: string;
  readonly structured: Record<string, unknown>;
}

/** The official client, connected to the tools of Kindred. */
export interface Connected {
  readonly client: Client;
  readonly tools: () => Promise<string[]>;
  readonly call: (name: string, input?: object) => Promise<Answer>;
}

export function overHttp(url: string, key: string | null, era: Era = 'modern'): Promise<Connected> {
  const headers = key === null ? {} : { authorization: `Bearer ${key}` };
  return connected(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }), era);
}

/** Starts `kindred mcp` with these options and variables. */
export function overStdio(
  args: readonly string[],
  variables: Record<string, string>,
  era: Era = 'modern',
): Promise<Connected> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(KINDRED|REDIS|QDRANT|OTEL)_/.test(name));
  const env = { ...(Object.fromEntries(kept) as Record<string, string>), ...variables };
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [PROGRAM, 'mcp', ...args],
    env,
    stderr: 'ignore',
  });
  return connected(transport, era);
}

async function connected(transport: Transport, era: Era): Promise<Connected> {
  const mode = era === 'modern' ? { pin: '2026-07-28' } : ('legacy' as const);
  const client = new Client({ name: 'tests', version: '1.0.0' }, { versionNegotiation: { mode } });
  await client.connect(transport);
  atEndOfFile(() => client.close());
  return {
    client,
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, input = {}) => {
      const {
        isError = false,
        content,
        structuredContent,
      } = await client.callTool({ name, arguments: { ...input } });
      const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
      return { isError, text, structured: structuredContent as Record<string, unknown> };
    },
  };
}
