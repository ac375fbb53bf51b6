import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** What the browsers of the last two years understand. */
const BROWSERS = ['chrome123', 'firefox121', 'safari17.5'];
/** A file of the page that has one of these endings is sent compressed. */
const COMPRESSED = /\.(js|css|svg|html)$/;
/** The last steps of Brotli's quality take seconds, and save a build for users a tenth of the bytes. */
const QUICK_QUALITY = 5;

/**
 * Bundles the page for browsers at `source` into the folder `target`: `index.html`, and files whose names carry a hash of
 * their content, each also with Brotli and gzip.
 * @param {string} source
 * @param {string} target
 * @param {{ quick: boolean }} options with `quick` it compresses less
 */
export async function bundlePage(source, target, { quick }) {
  const { build } = await import('esbuild');
  const { metafile, outputFiles } = await build({
    absWorkingDir: source,
    entryPoints: [
      { in: 'main.tsx', out: 'page' },
      { in: 'icon.svg', out: 'icon' },
    ],
    outdir: target,
    entryNames: '[name]-[hash]',

    loader: { '.svg': 'copy' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: BROWSERS,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const names = Object.keys(metafile.outputs).map((path) => basename(path));
  mkdirSync(target, { recursive: true });
  for (const { path, contents } of outputFiles) write(path, contents, quick);
  const template = readFileSync(join(source, 'index.html'), 'utf8');
  write(join(target, 'index.html'), Buffer.from(withNames(template, names)), quick);
}

/** The page with the names that its files have in this build: `/assets/page.js` becomes `/assets/page-HASH.js`. */
function withNames(template, names) {
  return template.replace(/\/assets\/(\w+)\.(\w+)/g, (_, name, ending) => {
    const built = names.find((one) => one.startsWith(`${name}-`) && one.endsWith(`.${ending}`));
    if (built === undefined) throw new Error(`index.html asks for ${name}.${ending}, which no build makes`);
    return `/assets/${built}`;
  });
}

function write(path, contents, quick) {
  writeFileSync(path, contents);
  if (!COMPRESSED.test(path)) return;
  const quality = quick ? QUICK_QUALITY : constants.BROTLI_MAX_QUALITY;
  writeFileSync(
    `${path}.br`,
    brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
  );
  writeFileSync(`${path}.gz`, gzipSync(contents));
}
