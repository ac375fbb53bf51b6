import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundlePage } from './bundle-page.mjs';

const SOURCES = ['schemas', 'clients/typescript/src', 'services', 'workers'];
/** The sources of the page for browsers, which are bundled and not compiled one by one. */
const PAGE = join('services', 'web');
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
/**
 * A ready-made empty job queue. The embedded Postgres takes seconds to create one, so it is made once, at build time.
 */
const TEMPLATE = 'queue-template.gz';
/** The file in `dist` that records from which sources it was compiled. */
const STAMP = 'built-from';
const PROGRAM = 'services/cli/bin.js';
/** A build takes seconds, so a lock older than this was left by a build that was killed. */
const LOCK_MS = 120_000;
const POLL_MS = 100;

/**
 * Compiles the sources below `root` into `dist`. When several processes call it at the same time, one builds and the
 * others wait. The new folder replaces the old one at the end.
 * @param {string} root
 * @param {{ quick: boolean }} options with `quick` it compiles only when sources have changed, and checks no types
 */
export async function build(root, { quick }) {
  if (quick && isBuilt(root)) return;
  const unlock = await lock(join(root, '.build-lock'));
  try {
    if (quick && isBuilt(root)) return;
    const target = join(root, 'dist-next');
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    const stamp = stampOf(root);
    if (quick) await transpile(root, target);
    else run(root, 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', target);
    for (const file of ofService(root).filter((name) => !name.endsWith('.ts'))) copy(root, target, file);
    await bundlePage(join(root, PAGE), join(target, 'web'), { quick });
    chmodSync(join(target, PROGRAM), 0o755);
    makeTemplate(root, target);
    writeFileSync(join(target, STAMP), stamp);
    replace(join(root, 'dist'), target);
  } finally {
    unlock();
  }
}

/** Whether `dist` was compiled from the present sources. True in an installed package, which has no sources. */
export function isBuilt(root) {
  if (!existsSync(join(root, 'services'))) return true;
  try {
    return readFileSync(join(root, 'dist', STAMP), 'utf8') === stampOf(root);
  } catch {
    return false;
  }
}

function filesOf(root) {
  return SOURCES.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath ?? entry.path, entry.name)
          .slice(root.length)
          .replace(/^[\\/]/, ''),
      ),
  ).sort();
}

function ofService(root) {
  return filesOf(root).filter((name) => !name.startsWith(PAGE));
}

/** A hash of the size and the time of each source file. To read all files would slow down every start. */
function stampOf(root) {
  const hash = createHash('sha256');
  for (const file of [...filesOf(root), ...SETTINGS]) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Compiles file by file as the TypeScript compiler does, without checking types, in a tenth of the time. */
async function transpile(root, target) {
  const { build: compile } = await import('esbuild');
  await compile({
    absWorkingDir: root,
    entryPoints: ofService(root).filter((name) => name.endsWith('.ts')),
    outbase: '.',
    outdir: target,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    bundle: true,
    plugins: [{ name: 'one file each', setup: keepFilesApart }],
    logLevel: 'warning',
  });
}

function keepFilesApart({ onResolve }) {
  onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, kind }) =>
    kind === 'entry-point' ? undefined : { path: path.replace(/\.ts$/, '.js'), external: true },
  );
}

/** Makes the ready-made queue, or copies that of the last build when the packages that made it have not changed. */
function makeTemplate(root, target) {
  const wanted = ['@electric-sql/pglite', 'bullmq']
    .map((name) => readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'))
    .map((text) => JSON.parse(text).version)
    .join(' ');
  const before = join(root, 'dist', TEMPLATE);
  const madeBy = `${TEMPLATE}.made-by`;
  const isSame =
    existsSync(before) && readFileSync(join(root, 'dist', madeBy), { encoding: 'utf8' }) === wanted;
  if (isSame) copyFileSync(before, join(target, TEMPLATE));
  else run(root, join(target, 'services/queue/write-template.js'), join(target, TEMPLATE));
  writeFileSync(join(target, madeBy), wanted);
}

function copy(root, target, file) {
  mkdirSync(dirname(join(target, file)), { recursive: true });
  copyFileSync(join(root, file), join(target, file));
}

function replace(path, next) {
  const old = `${path}-old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(path)) renameSync(path, old);
  renameSync(next, path);
  rmSync(old, { recursive: true, force: true });
}

function run(cwd, ...args) {
  execFileSync(process.execPath, args, { cwd, stdio: ['ignore', 2, 2] });
}

async function lock(path) {
  for (;;) {
    try {
      mkdirSync(path);
      return () => rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const { mtimeMs = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
      if (Date.now() - mtimeMs > LOCK_MS) rmSync(path, { recursive: true, force: true });
      else await sleep(POLL_MS);
    }
  }
}
