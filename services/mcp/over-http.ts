import { createMcpHandler } from '@modelcontextprotocol/server';
import type { AuthInfo } from '@modelcontextprotocol/server';
import { createHttp } from '../../clients/typescript/src/http.ts';
import { createClient } from '../../clients/typescript/src/kindred-client.ts';
import { KindredError } from '../../schemas/errors.ts';
import { makeServer } from './server.ts';

/** Who sends a message, as the API has let them through. */
interface Asker {
  readonly key: string | null;
  readonly id: string;
  readonly mayWrite: boolean;
}

/** Whom a message is from stands in the place where the package has the owner of a token. */
const WRITE = 'write';

/**
 * Answers messages over streamable HTTP, of the revision 2026-07-28 and of those before it, and keeps nothing between two of
 * them. Tools ask the API at `url` with the key of the caller, so that its scopes, corpora and limits hold, and the audit log
 * has what they do, as with every other request. Nothing is repeated for them: whoever calls hears at once when to ask again.
 */
export function openMcpOverHttp(
  url: string,
): (message: Request, body: unknown, asker: Asker) => Promise<Response> {
  const { fetch } = createMcpHandler(
    ({ authInfo }) => {
      if (authInfo === undefined)
        throw new KindredError('internal', 'This is a bug: a message is from nobody.');
      const key = authInfo.token === '' ? null : authInfo.token;
      return makeServer({
        mayRead: true,
        mayWrite: authInfo.scopes.includes(WRITE),
        connect: (signal) =>
          Promise.resolve(createClient(createHttp(url, signal, key, { repeatedForMs: 0 }))),
        work: () => Promise.resolve(),
      });
    },
    // What is offered never changes while a client looks, so there is nothing to subscribe to.
    { maxSubscriptions: 0 },
  );
  return (message, body, { key, id, mayWrite }) => {
    const authInfo: AuthInfo = { token: key ?? '', clientId: id, scopes: mayWrite ? [WRITE] : [] };
    return fetch(message, { parsedBody: body, authInfo });
  };
}
