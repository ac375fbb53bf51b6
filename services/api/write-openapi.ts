import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { toOpenApi } from './openapi/document.ts';
import { ROUTES } from './routes.ts';

const FILE = fileURLToPath(new URL('openapi/openapi.json', import.meta.url));

/** Writes `openapi.json`. With `--check` it only reports whether the committed file matches the route table. */
async function writeOpenApi(isCheck: boolean): Promise<number> {
  const document = `${JSON.stringify(toOpenApi(ROUTES), null, 2)}\n`;
  if (!isCheck) {
    await writeFile(FILE, document);
    return 0;
  }
  const committed = await readFile(FILE, 'utf8').catch(() => '');
  if (committed === document) return 0;
  process.stderr.write(
    'services/api/openapi/openapi.json is not that of the route table. Run: npm run openapi, and commit it.\n',
  );
  return 1;
}

process.exitCode = await writeOpenApi(process.argv.includes('--check'));
