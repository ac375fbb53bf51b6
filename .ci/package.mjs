#!/usr/bin/env node
// Packs the package, installs the tarball in an empty folder outside of the checkout, and uses it there as people do:
// as a command of a project, as a command of the whole machine with relative paths, and as a library with types.
//   node .ci/package.mjs FOLDER
// With REDIS_URL and QDRANT_URL a worker is started too; without, it has to say what it needs.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const folder = resolve(process.argv[2]);
const root = process.cwd();
const isWindows = process.platform === 'win32';
/** The environment without the variables that a developer may have set for a service of their own. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(KINDRED|REDIS|QDRANT|OTEL|npm)_/i.test(name)),
);

/** The kinds of files that are shipped. A file of any other kind in the tarball is a mistake. */
const SHIPPED = [
  /^package\.json$/,
  /^(LICENSE|README\.md|CHANGELOG\.md)$/,
  /^infra\/bin\/kindred\.mjs$/,
  /^infra\/encoder\/(CARD\.md|(asking|encoder|fit|kinds|labels|pairs|tokenizer|tokenizer_config)\.json|(encoder|pairs)\.onnx|static\.bin)$/,
  /^infra\/sample\/instructions\.jsonl$/,
  /^dist\/queue-template\.gz$/,
  /^dist\/(schemas|clients\/typescript\/src)\/.*\.(js|d\.ts)$/,
  /^dist\/(services|workers)\/.*(?<!\.d)\.js$/,
  /^dist\/services\/corpus\/maps\/[a-z0-9-]+\.json$/,
  /^dist\/web\/(index\.html|[a-z]+-[A-Z0-9]+\.(js|css|svg))(\.br|\.gz)?$/,
  /^dist\/services\/drawing\/glyphs\.png$/,
  /^dist\/services\/api\/openapi\/openapi\.json$/,
];

const tarball = pack();
const project = install();
const kindred = (...args) => kindredIn(project, ...args);

kindred('--version');
kindred('quickstart', '--quiet');
assertIncludes(kindred('corpora', '--data', '.kindred/quickstart'), 'sample');
await serve();
await work();
useTypes();
useEverywhere();

function npm(cwd, ...args) {
  return execFileSync(isWindows ? 'npm.cmd' : 'npm', args, {
    cwd,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: isWindows,
    maxBuffer: 64 * 1024 ** 2,
  });
}

/** The checkout's .npmrc lets no script run; `prepack`, which compiles, is ours. */
function pack() {
  mkdirSync(folder, { recursive: true });
  const [packed] = JSON.parse(
    npm(root, 'pack', '--ignore-scripts=false', '--json', '--silent', '--pack-destination', folder),
  );
  const strange = packed.files
    .map(({ path }) => path)
    .filter((path) => !SHIPPED.some((one) => one.test(path)));
  if (strange.length > 0) throw new Error(`not to be shipped: ${strange.join(', ')}`);
  process.stdout.write(`${packed.filename}: ${packed.files.length} files, ${packed.size} bytes\n`);
  return join(folder, packed.filename);
}

function install() {
  const path = join(folder, 'project');
  mkdirSync(path);
  writeFileSync(join(path, 'package.json'), '{"name":"consumer","private":true,"type":"module"}');
  npm(path, 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', tarball);
  return path;
}

function kindredIn(cwd, ...args) {
  return execFileSync(join(project, 'node_modules/.bin', isWindows ? 'kindred.cmd' : 'kindred'), args, {
    cwd,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: isWindows,
  });
}

/** Starts a command that runs until it gets a signal. */
function startServing(args, variables = {}) {
  const script = join(project, 'node_modules/kindred/infra/bin/kindred.mjs');
  return spawn(process.execPath, [script, ...args], {
    cwd: project,
    env: { ...environment, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function endsWell(child) {
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`ended with ${code} after SIGTERM`);
}

async function serve() {
  const child = startServing(['serve', '--port', '0', '--data', 'served']);
  child.stderr.resume();
  const [line] = await once(createInterface(child.stdout), 'line');
  const [url] = /http:\S+$/.exec(line);
  for (const path of ['/', '/healthz', '/readyz', '/docs/swagger-ui.css', '/openapi.json']) {
    const { status } = await fetch(url + path);
    if (status !== 200) throw new Error(`${path} is answered with ${status}`);
  }
  await offersTools(url);
  await endsWell(child);
}

/** Asks for the tools for language models as a client of the revision 2025-11-25 does. */
async function offersTools(url) {
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  assertIncludes(await response.text(), 'find_demonstrations');
}

async function work() {
  const { REDIS_URL, QDRANT_URL } = process.env;
  if (!REDIS_URL || !QDRANT_URL) {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(project, 'node_modules/kindred/infra/bin/kindred.mjs'), 'worker'],
      { cwd: project, env: environment, encoding: 'utf8' },
    );
    if (status !== 2) throw new Error(`a worker without Redis ended with ${status}`);
    return assertIncludes(stderr, 'REDIS_URL');
  }
  const child = startServing(['worker'], { REDIS_URL, QDRANT_URL, QDRANT_COLLECTION: 'package' });
  const lines = createInterface(child.stderr);
  for await (const line of lines) if (line.includes('Working.')) break;
  child.stderr.resume();
  await endsWell(child);
}

/** Uses the package in a program of another project, which the compiler checks and which is then run. */
function useTypes() {
  writeFileSync(
    join(project, 'consumer.ts'),
    `import { createClient, type Client } from 'kindred';
import { createHttp } from 'kindred/http';
import { followJob } from 'kindred/follow-job';
import { KindredError } from 'kindred/schemas/errors';
import { DemonstrationsRequest } from 'kindred/schemas/api/demonstrations';

const client: Client = createClient(createHttp('http://127.0.0.1:9', new AbortController().signal));
const request = DemonstrationsRequest.parse({ instruction: 'Write a poem.' });
// @ts-expect-error: a number of demonstrations is a number
DemonstrationsRequest.parse(request) satisfies { k: string };
const answer = await client.demonstrations(request).catch((error: unknown) => error as Error);
if (!(answer instanceof Error) || answer instanceof KindredError) throw new Error('an answer from nowhere');
console.log(typeof followJob);
`,
  );
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const flags = ['--module', 'NodeNext', '--target', 'ES2023', '--strict', '--types', 'node'];
  const types = ['--typeRoots', join(root, 'node_modules/@types')];
  execFileSync(process.execPath, [compiler, ...flags, ...types, 'consumer.ts'], {
    cwd: project,
    stdio: 'inherit',
  });
  execFileSync(process.execPath, ['consumer.js'], { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Uses the command after `npm install -g`, from another directory and with paths relative to it. */
function useEverywhere() {
  const prefix = join(folder, 'global');
  const elsewhere = join(folder, 'else where');
  mkdirSync(prefix);
  mkdirSync(join(elsewhere, 'in'), { recursive: true });
  npm(
    elsewhere,
    'install',
    '-g',
    '--prefix',
    prefix,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    tarball,
  );
  const rows = ['Write a haiku about rain.', 'Translate "good morning" into Welsh.'];
  const lines = rows.map((instruction) => JSON.stringify({ instruction, output: 'An answer.' }));
  writeFileSync(join(elsewhere, 'in/rows.jsonl'), `${lines.join('\n')}\n`);
  const program = isWindows ? join(prefix, 'kindred.cmd') : join(prefix, 'bin/kindred');
  const run = (...args) =>
    execFileSync(program, [...args, '--data', 'my data'], {
      cwd: elsewhere,
      env: environment,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: isWindows,
    });
  run('ingest', 'in/rows.jsonl', '--corpus', 'mine', '--quiet');
  run('export', 'mine', '--out', 'out.jsonl', '--quiet');
  const written = readFileSync(join(elsewhere, 'out.jsonl'), 'utf8').trim().split('\n');
  if (written.length !== rows.length) throw new Error(`out.jsonl has ${written.length} rows`);
  const made = readdirSync(elsewhere).sort().join();
  if (made !== 'in,my data,out.jsonl') throw new Error(`in the directory there is ${made}`);
}

function assertIncludes(text, part) {
  if (!text.includes(part)) throw new Error(`"${part}" is not in: ${text}`);
}
