import { realpath, stat } from 'node:fs/promises';
import { basename, relative, resolve, sep } from 'node:path';
import { KindredError } from '../../../schemas/errors.ts';

export interface ImportFile {
  /** The absolute path, with all symbolic links resolved. */
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
}

/**
 * The file that `requested` names below the import directory. Symbolic links are followed before the check, so one that
 * leads out of the directory is refused.
 * @param importDir the absolute path of the import directory; null when the operator configured none
 * @throws KindredError `invalid_request` on the field `path` when no such file may be read. The error for a path
 * outside the directory does not tell whether a file exists there.
 */
export async function resolveImportFile(requested: string, importDir: string | null): Promise<ImportFile> {
  if (importDir === null) {
    throw refused(
      'this service reads no files by path. Upload the file as the body, or have the operator set ' +
        'KINDRED_IMPORT_DIR to a directory.',
    );
  }
  const root = await realpathOrNull(importDir);
  if (root === null) throw refused('the directory of KINDRED_IMPORT_DIR does not exist on the server.');
  const lexical = resolve(root, requested);
  const isAlias = isBelow(lexical, importDir);
  if (!isBelow(lexical, root) && !isAlias) throw outside();
  const path = await realpathOrNull(lexical);
  if (path === null) throw refused(`there is no file '${requested}' below the import directory.`);
  if (!isBelow(path, root)) throw outside();
  const info = await stat(path);
  if (!info.isFile()) throw refused(`'${requested}' is not a file.`);
  if (info.size === 0) throw refused(`'${requested}' is empty.`);
  return { path, name: basename(lexical), bytes: info.size };
}

function isBelow(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
}

function outside(): KindredError {
  return refused('it must lie below the import directory of the server (KINDRED_IMPORT_DIR).');
}

function refused(reason: string): KindredError {
  return new KindredError('invalid_request', `path: ${reason}`, { field: 'path' });
}

async function realpathOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ERR_INVALID_ARG_VALUE') {
      return null;
    }
    throw error;
  }
}
