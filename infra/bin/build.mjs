// Compiles the sources into dist/: node infra/bin/build.mjs
// `npm pack --ignore-scripts=false` runs it. With --quick it does nothing when dist/ is up to date, and otherwise compiles without checking
// types or writing declarations. `npm run quickstart` and the tests use that.
import { fileURLToPath } from 'node:url';
import { build } from './compile.mjs';

await build(fileURLToPath(new URL('../..', import.meta.url)), { quick: process.argv.includes('--quick') });
