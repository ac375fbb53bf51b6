/**
 * Makes the folder of the package `kindred-client`, from which `npm pack` makes its tarball:
 *
 *   npm run client -- [FOLDER]      default: dist/kindred-client
 *
 * Nothing is installed for it: the compiler and the bundler are those of the repository.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { bundledDeclarations } from './declarations.ts';
import { loadSchemaTypes } from './schema-types.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const CLIENT = join(ROOT, 'clients/typescript');
/** What a program may import; the declarations of the others refer to those of the first. */
const ENTRIES = ['index', 'langchain', 'ai-sdk', 'recipe'];
/** Packages that whoever imports such an entry has, and for `recipe` what Node.js has, as libraries name it. */
const PEERS = ['@langchain/core/*', 'node:*', 'fs', 'module', 'path', 'process', 'url', 'buffer'];
/** Whose code is part of the bundles. */
const BUNDLED = ['zod', 'yaml', 'tinyglobby', 'fdir', 'picomatch'];
/** The runtimes that the code is written for: Node.js 20, and the browsers and edge runtimes of its time. */
const TARGET = 'es2022';

/** Zod brings its messages in fifty languages, of which the client shows none but English: 290 of 560 kB. */
const englishAlone: Plugin = {
  name: 'English alone',
  setup(bundler) {
    bundler.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
  },
};

async function main(folder: string): Promise<void> {
  const schemas = await loadSchemaTypes(ROOT);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'dist'), { recursive: true });
  for (const file of ['package.json', 'README.md', 'LICENSE']) cpSync(join(CLIENT, file), join(folder, file));
  await build({
    absWorkingDir: CLIENT,
    entryPoints: ENTRIES.map((entry) => `src/${entry}.ts`),
    outdir: join(folder, 'dist'),
    bundle: true,
    // What entries share is one file, so that an error has one class whichever of them throws it.
    splitting: true,
    chunkNames: 'shared-[hash]',
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: TARGET,
    external: PEERS,
    plugins: [englishAlone],
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
  });
  const entries = ENTRIES.map((entry) => `clients/typescript/src/${entry}.ts`);
  const declarations = bundledDeclarations(ROOT, entries, schemas);
  for (const [place, text] of declarations.entries())
    writeFileSync(join(folder, 'dist', `${ENTRIES[place]}.d.ts`), text);
  writeFileSync(join(folder, 'THIRD-PARTY.txt'), BUNDLED.map(licenceOf).join('\n'));
}

/** The licence of a package that is part of the bundle. */
function licenceOf(name: string): string {
  const folder = join(ROOT, 'node_modules', name);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return `This package contains ${name} ${version}:\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8')}`;
}

await main(resolve(process.argv[2] ?? join(ROOT, 'dist/kindred-client')));
