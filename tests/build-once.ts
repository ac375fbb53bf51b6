import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Compiles the program that the tests start as a process, once for all of them. */
export default function buildOnce(): void {
  const script = fileURLToPath(new URL('../infra/bin/build.mjs', import.meta.url));
  execFileSync(process.execPath, [script, '--quick'], { stdio: ['ignore', 2, 2] });
}
