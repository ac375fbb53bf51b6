import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Router } from 'express';
import type { Request, Response } from 'express';
import { DOCS_PAGE, DOCS_SCRIPT, DOCS_STYLE } from './docs-page.ts';

/** Swagger UI needs style attributes and icons in `data:` addresses; everything else must come from this service. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SWAGGER_FILES = ['swagger-ui-bundle.js', 'swagger-ui.css', 'favicon-32x32.png'];

/** Serves the documentation page under `/docs`, and redirects `/` to it where no other page is there. */
export function docsRouter(): Router {
  const router = Router();
  // swagger-ui-dist has a function that gives this path, but importing it loads the whole bundle: a third of a second.
  const swaggerDirectory = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  router.get('/', (_request, response) => response.redirect(302, '/docs'));
  router.get('/docs', page('html', DOCS_PAGE));
  router.get('/docs/docs.js', page('js', DOCS_SCRIPT));
  router.get('/docs/docs.css', page('css', DOCS_STYLE));
  for (const name of SWAGGER_FILES) {
    router.get(`/docs/${name}`, (_request, response) => {
      response.sendFile(name, { root: swaggerDirectory });
    });
  }
  return router;
}

function page(type: string, text: string): (request: Request, response: Response) => void {
  return (_request, response) => {
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    response.setHeader('referrer-policy', 'no-referrer');
    response.type(type).send(text);
  };
}
