// Installs the packages of the lock file when they are missing or out of date. It uses nothing but Node.js, because it
// runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Compares the lock file with the one that npm leaves in node_modules, which lacks the entry of the root. */
function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(
      ([path, { version, optional, peer }]) =>
        path === '' || optional || peer || present[path]?.version === version,
    );
  } catch {
    return false;
  }
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Kindred needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}
if (!isInstalled()) {
  process.stderr.write('Installing packages (once) …\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0 || !statSync(join(root, 'node_modules'), { throwIfNoEntry: false })) {
    process.stderr.write('npm ci failed: see above. Kindred needs the npm registry for this step alone.\n');
    process.exit(1);
  }
}
