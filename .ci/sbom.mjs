#!/usr/bin/env node
// Prints the software bill of materials of what is shipped (CycloneDX 1.5, JSON): npm run -s sbom > sbom.json
// It does not use `npm sbom --omit dev`, which also leaves out packages that both Kindred and a development tool need,
// such as zod.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const DEVELOPMENT = 'cdx:npm:package:development';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const text = execFileSync(npm, ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  shell: process.platform === 'win32',
});
const whole = JSON.parse(text);
const components = whole.components.filter(
  ({ properties }) => !properties.some(({ name }) => name === DEVELOPMENT),
);
const root = whole.metadata.component;
const kept = new Set([root, ...components].map((one) => one['bom-ref']));
const dependencies = whole.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));
// npm names the project after its folder, so its name is corrected here.
root.name = JSON.parse(readFileSync('package.json', 'utf8')).name;
process.stdout.write(`${JSON.stringify({ ...whole, components, dependencies }, null, 2)}\n`);
