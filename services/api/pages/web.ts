import { Router, type Request, type Response } from 'express';
import { KindredError } from '../../../schemas/errors.ts';
import { readWebFiles, type WebFile } from './web-files.ts';

/**
 * The page draws with its own files alone and asks nobody but this service. What would be needed to run a text as a program
 * is forbidden too.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** The name of a file carries a hash of its content, so what a browser has of that name is always right. */
const FOR_GOOD = 'public, max-age=31536000, immutable';

/** Serves the page for curators at `/`, and its files below `/assets/`. Nobody needs a key to read them. */
export function webRouter(): Router {
  let files: Promise<ReadonlyMap<string, WebFile>> | null = null;
  const fileOf = async (name: string): Promise<WebFile | undefined> =>
    (await (files ??= readWebFiles())).get(name);
  const router = Router();
  router.get('/', async (request, response) => {
    const page = await fileOf('index.html');
    if (page === undefined)
      throw new KindredError('internal', 'The page was not built: run "npm run build".');
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    response.setHeader('referrer-policy', 'no-referrer');
    send(page, 'html', request, response);
  });
  router.get('/assets/:name', async (request, response, next) => {
    const { name } = request.params;
    const file = await fileOf(name);
    if (file === undefined || name === 'index.html') return next();
    response.setHeader('cache-control', FOR_GOOD);
    send(file, name.slice(name.lastIndexOf('.')), request, response);
  });
  return router;
}

/** Sends a file in the smallest form that the browser takes. */
function send({ plain, br, gzip }: WebFile, type: string, request: Request, response: Response): void {
  const forms = { ...(br && { br }), ...(gzip && { gzip }), identity: plain };
  const taken = request.acceptsEncodings(...Object.keys(forms)) || 'identity';
  response.vary('accept-encoding').type(type);
  if (taken !== 'identity') response.setHeader('content-encoding', taken);
  response.send(forms[taken as keyof typeof forms]);
}
