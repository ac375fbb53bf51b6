import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { KindredError } from '../../../../schemas/errors.ts';
import { exitCodeOf } from '../../../../services/cli/exit-code-of.ts';
import { EXIT, Interrupted } from '../../../../services/cli/exit-codes.ts';
import { createHttp } from '../../../../clients/typescript/src/http.ts';

const Answer = z.object({ ok: z.boolean() });
const never = new AbortController().signal;
let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function serve(listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

/** A connection that repeats nothing. */
const once = (url: string) => createHttp(url, never, null, { repeatedForMs: 0 });

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('HTTP of the command line', () => {
  it('gives the service’s own error back, code and message', async () => {
    const error = {
      code: 'not_found',
      message: 'no such corpus',
      field: 'name',
      retryable: false,
      request_id: null,
    };
    const url = await serve((_request, response) => response.writeHead(404).end(JSON.stringify({ error })));
    const failure = await failureOf(once(url).json(Answer, { path: '/' }));
    expect(failure).toBeInstanceOf(KindredError);
    expect(failure).toMatchObject({ code: 'not_found', message: 'no such corpus', field: 'name' });
  });

  it('says where nothing answers, the way out, and that it may work later', async () => {
    const url = await serve(() => undefined);
    server?.close();
    const failure = await failureOf(once(url).json(Answer, { path: '/' }));
    expect(String(failure)).toContain(url);
    expect(String(failure)).toContain('kindred serve');
    expect(exitCodeOf(failure)).toBe(EXIT.unavailable);
  });

  it.each([
    ['an answer of another shape', 200, '{"ok":"yes"}'],
    ['an answer that is not JSON', 200, '<html>'],
    ['an error that is not ours', 502, 'Bad gateway'],
  ])('%s is an error that names the service or the status', async (_what, status, body) => {
    const url = await serve((_request, response) => response.writeHead(status).end(body));
    const failure = await failureOf(once(url).json(Answer, { path: '/' }));
    expect(String(failure)).toMatch(/same version|502/);
  });

  it('an interruption breaks a request off and stays what it is', async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort(new Interrupted('SIGINT')));
    const failure = await failureOf(createHttp(url, controller.signal).json(Answer, { path: '/' }));
    expect(failure).toBeInstanceOf(Interrupted);
  });

  it('leaves out query parameters that are undefined and encodes the others', async () => {
    const url = await serve((request, response) => {
      response.end(JSON.stringify({ ok: request.url === '/x?name=a%26b+c' }));
    });
    const query = { name: 'a&b c', format: undefined };
    expect(await once(url).json(Answer, { path: '/x', query })).toEqual({ ok: true });
  });
});
