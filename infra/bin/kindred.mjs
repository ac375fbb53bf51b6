#!/usr/bin/env node
// The program `kindred`. In a checkout its packages are installed and its sources compiled first, where that is to be done; a
// package has no sources.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
if (existsSync(new URL('../../services', import.meta.url))) {
  if (!existsSync(new URL('../../node_modules', import.meta.url))) await import('./ensure-installed.mjs');
  const { build } = await import('./compile.mjs');
  await build(root, { quick: true });
}
await import('../../dist/services/cli/bin.js');
