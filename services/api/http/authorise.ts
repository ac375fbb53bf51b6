import type { Request, RequestHandler, Response } from 'express';
import type { Scope } from '../../../schemas/api-keys.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { allows, type Access } from '../../access/access.ts';
import type { ApiServices } from '../deps.ts';
import type { Route } from '../route.ts';

const ACCESS = 'access';
const NOBODY: Access = { id: 'nobody', scopes: new Set(), corpora: new Set() };

/**
 * Middleware that lets a request through only when its key may use the route. It runs before the body is read.
 * @throws KindredError `unauthenticated`, `forbidden` or `rate_limited` when `admit` refuses the key
 */
export function authorise({ scope }: Route, services: ApiServices): RequestHandler {
  return async (request, response, next) => {
    if (scope !== null) response.locals[ACCESS] = await admit(bearerOf(request), scope, services, response);
    next();
  };
}

/**
 * Says what the holder of `key` may see and do, and counts the request against the limit of the key.
 * @throws KindredError `unauthenticated` when the key is missing or unknown, `forbidden` when it lacks the scope,
 * `rate_limited` when it has sent too many requests
 */
export async function admit(
  key: string | null,
  scope: Scope,
  { authenticator, rateLimit }: Pick<ApiServices, 'authenticator' | 'rateLimit'>,
  response: Response,
): Promise<Access> {
  const access = await authenticator.accessOf(key);
  if (!allows(access, scope)) {
    throw new KindredError('forbidden', `This key lacks the scope "${scope}", which this request needs.`);
  }
  if (authenticator.required) await refuseTooMany(access, rateLimit, response);
  return access;
}

/** The rights of the asker. On a route that needs no key these are the rights of nobody, who sees no corpus. */
export function accessOf(response: Response): Access {
  return (response.locals[ACCESS] as Access | undefined) ?? NOBODY;
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
