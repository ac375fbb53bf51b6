#!/usr/bin/env node
// Does what infra/Dockerfile says in a clean folder, without Docker: the same COPY lines, the same RUN lines that
// install, and then the program. What is missing from the image fails here.
//   node .ci/image.mjs FOLDER
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const run = (program, ...args) =>
  execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
for (const line of readFileSync('infra/Dockerfile', 'utf8').split('\n')) {
  const [word, ...rest] = line.split(' ');
  if (word === 'COPY') copy(rest.slice(0, -1), rest.at(-1));
  if (word === 'RUN' && rest[0] === 'npm') run('npm', ...rest.slice(1), '--loglevel=error');
}
run('node', 'infra/bin/kindred.mjs', 'quickstart', '--quiet', '--data', join(folder, 'data'));

function copy(sources, target) {
  for (const source of sources) {
    const name = target.endsWith('/') ? join(target, basename(source)) : target;
    cpSync(source, join(folder, name), { recursive: true });
  }
}
