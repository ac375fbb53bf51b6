import type { Request } from 'express';

export function isChunked(request: Request): boolean {
  return request.get('transfer-encoding') !== undefined;
}

/** Whether a request has a body, of a declared length or in chunks. */
export function hasBody(request: Request): boolean {
  return isChunked(request) || Number(request.get('content-length') ?? 0) > 0;
}
