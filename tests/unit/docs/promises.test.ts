import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const text = readFileSync(join(ROOT, 'docs/promises.md'), 'utf8');
const proofs = [...text.matchAll(/`(tests\/[^`]+\.ts)`: ([^|\n]+?) *\|/g)].map(
  ([, file = '', name = '']): [string, string] => [file, name],
);

/** What leaves a test out, or turns it around; only for another system than Linux may one be left out. */
const LEFT_OUT = /\b(?:(?:it|test|describe)(?:\.\w+)*\.(?:skip|todo|fails|only)|x(?:it|test|describe))\b/;
const UNDER_CONDITION = /\.(?:skipIf|runIf)\((?!process\.platform )/;

describe('docs/promises.md', () => {
  it.each(proofs)('%s has the test it names: %s', (file, name) => {
    const source = readFileSync(join(ROOT, file), 'utf8');
    expect(source).toContain(name);
    expect(source).not.toMatch(LEFT_OUT);
    expect(source).not.toMatch(UNDER_CONDITION);
  });

  it('would tell that a test is left out', () => {
    for (const call of [
      'it.skip(',
      'describe.skip(',
      'it.concurrent.skip(',
      'test.todo(',
      'it.fails(',
      'it.only(',
      'xit(',
    ]) {
      expect(call).toMatch(LEFT_OUT);
    }
    expect('it.runIf(process.env.ALL)(').toMatch(UNDER_CONDITION);
    expect("it.runIf(process.platform === 'linux')(").not.toMatch(UNDER_CONDITION);
  });

  it('has tables in one piece, whose every row names a test', () => {
    const lines = text.split('\n');
    const rows = lines.filter((line, at) => line.startsWith('|') && lines[at - 1]?.startsWith('|') === true);
    const promised = rows.filter((row) => !/^\|[ -]+\|[ -]+\|$/.test(row));
    expect(promised.length).toBe(proofs.length);
  });

  it('leaves out no test of its folders', () => {
    for (const folder of ['tests/faults', 'tests/contract']) {
      const files = readdirSync(join(ROOT, folder)).filter((name) =>
        /\.test\.ts$|-contract.*\.ts$/.test(name),
      );
      expect(files.length).toBeGreaterThan(4);
      for (const file of files) expect(text).toContain(`${folder}/${file}`);
    }
  });
});
