import { ERROR_TABLE } from '../../schemas/errors.ts';
import { makePage, markdownTable } from './page.ts';

const HEAD = `# Errors

<!-- Made from ERROR_TABLE of schemas/errors.ts by "npm run docs:errors". Change the texts there. -->

Every error of the API, whatever the route, has one shape:

\`\`\`json
{
  "error": {
    "code": "not_found",
    "message": "For people: what is wrong and the way out.",
    "field": "corpora.0",
    "retryable": false,
    "request_id": "7f0c"
  }
}
\`\`\`

Programs decide by \`code\`, which is one of this closed list, and by \`retryable\`: whether the same request may succeed later. \`message\` is
for people and may change. \`field\` is the field of the request that is wrong, dotted, or null. \`request_id\` is that of the header
\`x-request-id\` and of the service's log. An answer 429, and an answer 503 that may pass, says in \`Retry-After\` after how many seconds to
ask again.

A job that fails carries the code and the message in its report. The command line prints the message and ends with an exit code:
4 when \`retryable\` is true, 2 for \`invalid_request\`, else 1 (\`kindred --help\` lists all of them).
`;

const rows = Object.entries(ERROR_TABLE).map(([code, { status, retryable, meaning, wayOut }]) => [
  `\`${code}\``,
  String(status),
  retryable ? 'yes' : 'no',
  meaning,
  wayOut,
]);
const table = markdownTable(['code', 'status', 'retryable', 'meaning', 'way out'], rows);
await makePage({ path: 'docs/errors.md', markdown: `${HEAD}\n${table}\n`, command: 'npm run docs:errors' });
