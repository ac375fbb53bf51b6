#!/usr/bin/env node
// Follows infra/Dockerfile without Docker, in one clean folder for each stage: it performs the COPY lines and the RUN
// lines of npm, and then runs the program of the last stage. It fails when a file is missing from the image.
//   node .ci/image.mjs FOLDER
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const target = process.argv[2];
const HOME = '/kindred/';
const stages = new Map();
let folder = '';
const run = (program, ...args) =>
  execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
for (const line of readFileSync('infra/Dockerfile', 'utf8').split('\n')) {
  const [word, ...rest] = line.split(' ');
  if (word === 'FROM') begin(rest[2] ?? 'image');
  if (word === 'COPY') copy(rest.slice(0, -1), rest.at(-1));
  if (word === 'RUN' && rest[0] === 'npm') run('npm', ...rest.slice(1), '--loglevel=error');
}
run('node', 'infra/bin/kindred.mjs', 'quickstart', '--quiet', '--data', join(folder, 'data'));

function begin(name) {
  folder = join(target, name);
  stages.set(name, folder);
  mkdirSync(folder, { recursive: true });
}

function copy(sources, to) {
  const [, stage] = /^--from=(.*)$/.exec(sources[0]) ?? [];
  for (const source of stage === undefined ? sources : sources.slice(1)) {
    const from = stage === undefined ? source : join(stages.get(stage), source.slice(HOME.length));
    const name = to.endsWith('/') ? join(to, basename(source)) : to;
    // Links are copied as links, because those in node_modules/.bin are relative.
    cpSync(from, join(folder, name), { recursive: true, verbatimSymlinks: true });
  }
}
