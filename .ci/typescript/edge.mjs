// Bundles a program with the client for browsers, and runs it where there is nothing but what browsers and edge runtimes
// have, and where no code may be made from texts:  node edge.mjs ROOT URL
import { createRequire } from 'node:module';
import { runInContext, createContext } from 'node:vm';

const [root, url] = process.argv.slice(2);
const { build } = createRequire(`${root}/package.json`)('esbuild');
const program = `
import { connect } from 'kindred-client';
globalThis.found = (async () => {
  const kindred = connect(${JSON.stringify(url)});
  const { demonstrations } = await kindred.demonstrations({ instruction: 'Write a poem about snow.', k: 1 });
  const told = await kindred.ingest('x', 'rows.jsonl', {}).catch((error) => String(error));
  return { count: demonstrations.length, told };
})();`;
const { outputFiles } = await build({
  stdin: { contents: program, resolveDir: process.cwd() },
  bundle: true,
  format: 'iife',
  platform: 'browser',
  write: false,
  logLevel: 'warning',
});
const web = {
  fetch,
  URL,
  Response,
  Blob,
  AbortController,
  AbortSignal,
  DOMException,
  TextDecoder,
  TextEncoder,
};
const context = createContext(
  { ...web, setTimeout, clearTimeout, performance, console },
  { codeGeneration: { strings: false, wasm: false } },
);
runInContext(outputFiles[0].text, context);
const { count, told } = await context.found;
if (count !== 1) throw new Error(`${count} demonstrations`);
if (!told.includes('give a Blob')) throw new Error(`a path without files: ${told}`);
