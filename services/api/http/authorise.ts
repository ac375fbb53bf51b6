import type { Request, RequestHandler, Response } from 'express';
import type { Scope } from '../../../schemas/api-keys.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { allows, type Access } from '../../access/access.ts';
import type { ApiServices } from '../deps.ts';
import type { Route } from '../route.ts';
import { endWhenWithdrawn } from './withdrawn.ts';

const ACCESS = 'access';
const NOBODY: Access = { id: 'nobody', name: 'nobody', scopes: new Set(), corpora: new Set() };

/**
 * Middleware that lets a request through only when its key may use the route. It runs before the body is read.
 * @throws KindredError `unauthenticated`, `forbidden` or `rate_limited` when `admit` refuses the key
 */
export function authorise({ scope }: Route, services: ApiServices): RequestHandler {
  return async (request, response, next) => {
    if (scope !== null) {
      const key = bearerOf(request);
      rememberAccess(response, await admit(key, scope, services, response));
      if (services.authenticator.required) {
        endWhenWithdrawn(response, () => allowed(key, scope, services));
      }
    }
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
  const access = await allowed(key, scope, { authenticator });
  if (authenticator.required) await refuseTooMany(access, rateLimit, response);
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

/** Keeps the rights of the asker for whatever handles the request later. */
export function rememberAccess(response: Response, access: Access): void {
  response.locals[ACCESS] = access;
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
