// Compiles the sources into dist/: node infra/bin/build.mjs
// `npm pack --ignore-scripts=false` runs it. With --quick it neither checks types nor writes declarations, and does nothing when dist/ is newer
// than the sources; that is how `npm run quickstart` and the tests come by a program.
import { fileURLToPath } from 'node:url';
import { build } from './compile.mjs';

await build(fileURLToPath(new URL('../..', import.meta.url)), { quick: process.argv.includes('--quick') });
