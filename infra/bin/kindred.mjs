#!/usr/bin/env node
// The program `kindred`. In a checkout it is compiled first if the sources have changed. A package has no sources.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
if (existsSync(new URL('../../services', import.meta.url))) {
  const { build } = await import('./compile.mjs');
  await build(root, { quick: true });
}
await import('../../dist/services/cli/bin.js');
