import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BUILD = fileURLToPath(new URL('../../infra/bin/build.mjs', import.meta.url));

/** Tests run what the sources were compiled into: this compiles them when one has changed since. */
export default function compile(): void {
  execFileSync(process.execPath, [BUILD, '--quick'], { stdio: 'inherit' });
}
