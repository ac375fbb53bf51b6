import { expect, test } from 'vitest';
import type { Precision } from '../../../schemas/curation/duplicate-audit.ts';
import { precisionLines } from '../../../services/cli/print/precision-lines.ts';

test('the lines on judged drops give counts, share and interval, and say where none was judged', () => {
  const lexical: Precision = {
    drops: 1_200,
    judged: 40,
    right: 38,
    precision: 0.95,
    interval: [0.835, 0.9862],
  };
  const none: Precision = { drops: 0, judged: 0, right: 0, precision: null, interval: null };
  const all: Precision = {
    drops: 1_300,
    judged: 140,
    right: 138,
    precision: 0.9538,
    interval: [0.8477, 0.9873],
  };
  const audit = { job: 'a', seed: 1, size: 40, judged_at: '2027-01-31T12:00:00.000Z' };
  const lines = precisionLines({ ...audit, lexical, paraphrase: none, near: lexical, all });
  expect(lines).toEqual([
    'judged on 2027-01-31; exact copies are right by construction',
    '  reason                 drops  judged  right   precision  95 % interval',
    '  lexical                1,200      40     38      95.0 %  83.5 % to 98.6 %',
    '  paraphrase                 0       0      0  not judged',
    '  both                   1,200      40     38      95.0 %  83.5 % to 98.6 %',
    '  all, exact copies too  1,300     140    138      95.4 %  84.8 % to 98.7 %',
  ]);
});
