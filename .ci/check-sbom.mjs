#!/usr/bin/env node
// Checks a software bill of materials (CycloneDX, npm run -s sbom). Every production dependency of package.json must be
// in it, and every part must have a licence under which Kindred may be used and passed on.
//   node .ci/check-sbom.mjs FILE [PACKAGE_JSON]
import { readFileSync } from 'node:fs';
import satisfies from 'spdx-satisfies';

const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
];

const [file, manifest = 'package.json'] = process.argv.slice(2);
const { components } = JSON.parse(readFileSync(file, 'utf8'));
const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8'));
const named = new Set(components.map(({ name }) => name));
const problems = [
  ...Object.keys(dependencies)
    .filter((name) => !named.has(name))
    .map((name) => `${name} is a dependency and not in ${file}`),
  ...components.flatMap(problemOf),
];
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length === 0) process.stdout.write(`${components.length} parts, all under allowed licences\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

function problemOf({ name, version, licenses = [] }) {
  const expressions = licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name);
  if (expressions.length === 0) return [`${name} ${version} names no licence`];
  return expressions
    .filter((expression) => !isAllowed(expression))
    .map(
      (expression) =>
        `${name} ${version} is under ${expression}, which is not on the list of ${import.meta.filename}`,
    );
}

function isAllowed(expression) {
  try {
    return satisfies(expression, ALLOWED);
  } catch {
    return false;
  }
}
