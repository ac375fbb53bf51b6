import type { ServerResponse } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import type { Scope } from '../../../schemas/api-keys.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { allows, type Access } from '../../access/access.ts';
import type { Holding, Occupation, StandingRequest } from '../../access/in-flight.ts';
import type { ApiServices } from '../deps.ts';
import type { Route } from '../route.ts';
import { hasBody } from './has-body.ts';
import { endWhenWithdrawn } from './withdrawn.ts';

const ACCESS = 'access';
const NOBODY: Access = { id: 'nobody', name: 'nobody', scopes: new Set(), corpora: new Set() };

/** The place of each request that was let through. */
const places = new WeakMap<ServerResponse, StandingRequest>();
/** What a request holds on a route for anybody: the answers of those are small, and whoever has no key has no share. */
const UNCOUNTED: Holding = { add: () => undefined };

/**
 * Middleware that lets a request through only when its key may use the route and has a place free. It runs before a byte
 * of the body is asked for.
 * @throws KindredError what `admit` throws when it refuses the key
 */
export function authorise(route: Route, services: ApiServices): RequestHandler {
  return async (request, response, next) => {
    if (route.scope !== null) {
      const { scope } = route;
      const key = bearerOf(request);
      await admit(key, { scope, occupation: occupationOf(route) }, services, response);
      if (services.authenticator.required) {
        endWhenWithdrawn(response, () => allowed(key, scope, services));
      }
    }
    if (route.namesAsker) response.locals[ACCESS] = await knownAsker(request, services);
    if (route.body !== null) inviteBody(request, response);
    next();
  };
}

/** The rights of whoever asks on a route for anybody: an unknown key is no error there. */
function knownAsker(request: Request, { authenticator }: ApiServices): Promise<Access> {
  return authenticator.accessOf(bearerOf(request)).catch(() => NOBODY);
}

/**
 * Says what the holder of `key` may see and do, counts the request against the limit of the key, and gives it its place
 * until it is answered. A message is not counted: what its tool asks of the service is.
 * @throws KindredError `unauthenticated` when the key is missing or unknown, `forbidden` when it lacks the scope,
 * `rate_limited` when it has sent too many requests, `too_much_at_once` when too many of them are under way
 */
export async function admit(
  key: string | null,
  { scope, occupation }: { readonly scope: Scope; readonly occupation: Occupation },
  { authenticator, rateLimit, inFlight }: Pick<ApiServices, 'authenticator' | 'rateLimit' | 'inFlight'>,
  response: Response,
): Promise<Access> {
  const access = await allowed(key, scope, { authenticator });
  response.locals[ACCESS] = access;
  if (authenticator.required && occupation !== 'message') await refuseTooMany(access, rateLimit, response);
  const place = inFlight.enter(access.id, occupation);
  places.set(response, place);
  if (response.closed) place.clientHasLeft();
  else response.once('close', () => place.clientHasLeft());
  return access;
}

/** @throws KindredError `unauthenticated` or `forbidden`, as `admit` does */
async function allowed(
  key: string | null,
  scope: Scope,
  { authenticator }: Pick<ApiServices, 'authenticator'>,
): Promise<Access> {
  const access = await authenticator.accessOf(key);
  if (allows(access, scope)) return access;
  throw new KindredError('forbidden', `This key lacks the scope "${scope}", which this request needs.`);
}

/** The rights of the asker. On a route that needs no key these are the rights of nobody, who sees no corpus. */
export function accessOf(response: Response): Access {
  return (response.locals[ACCESS] as Access | undefined) ?? NOBODY;
}

/** What the request holds in memory is counted here. */
export function holdingOf(response: Response): Holding {
  return places.get(response) ?? UNCOUNTED;
}

/** Whether the request that this response answers was let through with a key, or needed none on this machine. */
export function wasLetThrough(response: ServerResponse): boolean {
  return places.has(response);
}

/** Does the work of a request, which keeps its place until the work has ended. */
export async function inItsPlace(response: Response, work: () => Promise<void>): Promise<void> {
  await (places.get(response)?.during(work) ?? work());
}

function occupationOf({ body, responses }: Route): Occupation {
  if (body?.kind === 'file') return 'upload';
  return responses[200]?.kind === 'event-stream' ? 'event-stream' : 'request';
}

/** Tells a client that waits for a word (`Expect: 100-continue`) to send its body: only one that was let through. */
export function inviteBody(request: Request, response: Response): void {
  if (hasBody(request) && /100-continue/i.test(request.get('expect') ?? '')) response.writeContinue();
}

async function refuseTooMany(
  { id }: Access,
  rateLimit: ApiServices['rateLimit'],
  response: Response,
): Promise<void> {
  const wait = await rateLimit.take(id);
  if (wait === null) return;
  response.setHeader('retry-after', wait);
  throw new KindredError('rate_limited', `This key has sent too many requests. Ask again in ${wait} s.`);
}

/** The key in the header `Authorization: Bearer KEY`; null when there is no such header. */
export function bearerOf(request: Request): string | null {
  const [, key = null] = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  return key;
}
