import type { Readable, Writable } from 'node:stream';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { makeServer, type Caller } from './server.ts';

interface StdioOptions {
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** Ends the connection. */
  readonly signal: AbortSignal;
  readonly onError: (error: Error) => void;
}

/**
 * Serves one client over the standard streams, of the revision 2026-07-28 or of one before it, until it closes them or
 * `signal` is aborted.
 * @param open says whom to answer, when the client begins
 */
export async function serveMcpOverStdio(
  open: () => Promise<Caller>,
  { stdin, stdout, signal, onError }: StdioOptions,
): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) stdin.once(event, () => resolve());
    for (const event of ['close', 'error']) stdout.once(event, () => resolve());
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const handle = serveStdio(async () => makeServer(await open()), {
    transport: new StdioServerTransport(stdin, stdout),
    onerror: onError,
    maxSubscriptions: 0,
  });
  await ended;
  await handle.close();
}
