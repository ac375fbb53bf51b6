/** The documentation page: Swagger UI over the service's own OpenAPI document. All of it is served locally. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Kindred API</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="stylesheet" href="/docs/docs.css" />
  </head>
  <body>
    <main id="api"><p class="hint">This page needs JavaScript. The API is described in <a href="/openapi.json">/openapi.json</a>.</p></main>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/docs.js"></script>
  </body>
</html>
`;

/** Starts Swagger UI. Its validator badge is off, since it would send a request to a server on the internet. */
export const DOCS_SCRIPT = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: 'list',
  tryItOutEnabled: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
`;

export const DOCS_STYLE = `body { margin: 0; background: #fff; }
.hint { font-family: sans-serif; padding: 2rem; }
.swagger-ui .scheme-container { display: none; }
.swagger-ui .info { margin: 2rem 0 1rem; }
`;
