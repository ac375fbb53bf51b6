import { expect, test } from 'vitest';
import { sureKind } from '../../../../services/curation/rows/sure-kind.ts';

test.each([
  ['write-poem', { name: 'write-poem', confidence: 0.48 }],
  [null, { name: 'write-poem', confidence: 0.22 }],
  [null, undefined],
])('a record is %s to the groups when it was told %o', (expected, kind) => {
  expect(sureKind(kind === undefined ? {} : { kind })).toBe(expected);
});
