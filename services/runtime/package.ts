import { readFileSync } from 'node:fs';

/** Compiled files lie one folder deeper than their sources: below `dist`. */
const toRoot = import.meta.url.endsWith('.ts') ? '../../' : '../../../';

/** The folder of `package.json`, with what is shipped beside the code: the encoder and the sample. */
export const PACKAGE_ROOT = new URL(toRoot, import.meta.url);

/** What `package.json` says of the program. */
export const PACKAGE = JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8')) as {
  readonly version: string;
  readonly description: string;
  readonly license: string;
};
