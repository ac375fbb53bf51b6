#!/usr/bin/env node
// Runs the program of a checkout, which is compiled first when its sources have changed.
import { fileURLToPath } from 'node:url';
import { build } from './compile.mjs';

await build(fileURLToPath(new URL('../..', import.meta.url)), { quick: true });
await import('../../dist/services/cli/bin.js');
