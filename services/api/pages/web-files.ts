import { readdir, readFile } from 'node:fs/promises';
import { PACKAGE_ROOT } from '../../runtime/package.ts';

/** Where a build puts the page, as `infra/bin/bundle-page.mjs` does it. */
const FOLDER = new URL('dist/web/', PACKAGE_ROOT);
const COMPRESSION_ENDING = /\.(br|gz)$/;

/** A file of the page as it is, and as it is sent to browsers that take it compressed. */
export interface WebFile {
  readonly plain: Buffer;
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
}

/** All files of the page by their names. They are few and small, so a request never touches the disk. */
export async function readWebFiles(folder: URL = FOLDER): Promise<ReadonlyMap<string, WebFile>> {
  const names = await readdir(folder);
  const contents = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(new URL(name, folder))] as const)),
  );
  const files = [...contents].filter(([name]) => !COMPRESSION_ENDING.test(name));
  return new Map(
    files.map(([name, plain]) => [
      name,
      { plain, br: contents.get(`${name}.br`), gzip: contents.get(`${name}.gz`) },
    ]),
  );
}
