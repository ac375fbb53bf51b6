import type { Request, RequestHandler, Response } from 'express';
import type { Scope } from '../../../schemas/api-keys.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { allows, type Access } from '../../access/access.ts';
import type { ApiServices } from '../deps.ts';
import type { Route } from '../route.ts';

const ACCESS = 'access';
const NOBODY: Access = { id: 'nobody', scopes: new Set(), corpora: new Set() };

/** Lets through who may use the route, before anything of the body is read. Throws what `admit` does. */
export function authorise({ scope }: Route, services: ApiServices): RequestHandler {
  return async (request, response, next) => {
    if (scope !== null) response.locals[ACCESS] = await admit(bearerOf(request), scope, services, response);
    next();
  };
}

/**
 * What the holder of `key` may see and do.
 * Throws `unauthenticated`, `forbidden` when the key lacks the scope, `rate_limited`.
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

/** Who asks; on a route for anybody nobody in particular, who sees nothing of any corpus. */
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

/** The key of the header `Authorization: Bearer KEY`. */
export function bearerOf(request: Request): string | null {
  const [, key = null] = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  return key;
}
