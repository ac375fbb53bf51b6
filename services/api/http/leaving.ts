import type { Server, ServerResponse } from 'node:http';

/**
 * Lets the clients of a server go elsewhere before it closes. From the moment that is called, every answer says
 * `Connection: close`, also those under way, so that no client keeps a connection that is about to be closed: a request
 * that it sends at that moment would be lost.
 */
export function lettingClientsGo(server: Server): () => void {
  const answering = new Set<ServerResponse>();
  let leaving = false;
  server.prependListener('request', (_request, response) => {
    if (leaving) response.shouldKeepAlive = false;
    answering.add(response);
    response.once('close', () => answering.delete(response));
  });
  return () => {
    leaving = true;
    for (const response of answering) response.shouldKeepAlive = false;
  };
}
