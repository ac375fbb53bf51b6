import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../../schemas/curation/operations.ts';
import { gapsInWords } from '../../../services/web/comparison/gaps-in-words.ts';
import { scaleEnd, shareOf } from '../../../services/web/comparison/heat-scale.ts';
import {
  compareCommand,
  compareRequest,
  QUESTIONS,
} from '../../../services/web/comparison/wanted-comparison.ts';

const WANTED = { other: 'exam', pool: 'pool', several: ['house', 'exam'], by: 'kind' as const };

it.each([
  [{ missing: 2, thin: 1 }, 'label', 'house lacks 2 tasks of exam, and has too few rows of 1'],
  [{ missing: 1, thin: 0 }, 'kind', 'house lacks 1 kind of work of exam'],
  [{ missing: 0, thin: 20 }, 'kind', 'house has too few rows of 20 kinds of work in exam'],
  [{ missing: 0, thin: 0 }, 'group', 'house lacks nothing that exam asks for'],
] as const)('gaps of %o by %s are told as: %s', (counts, by, told) => {
  expect(gapsInWords({ train: 'house', target: 'exam', tasks: { ...counts, covered: 3 }, by })).toBe(told);
});

describe('the scale of a heat map', () => {
  it('begins at 0 and ends at a round number that no value exceeds', () => {
    expect([0.012, 0.0055, 0.5, 1, 3, 0].map(scaleEnd)).toEqual([0.02, 0.01, 0.5, 1, 5, 1]);
  });

  it('is turned round for distances, so that the fullest colour always means alike', () => {
    expect(shareOf(0.25, 1, false)).toBe(0.25);
    expect(shareOf(0, 0.02, true)).toBe(1);
    expect(shareOf(7, 1, false)).toBe(1);
  });
});

describe('a comparison from the page', () => {
  it.each(QUESTIONS)('%s is a request that the service takes', (question) => {
    const request = compareRequest('house', { ...WANTED, question });
    expect(OPERATIONS[question].route.request.safeParse(request).error).toBeUndefined();
  });

  it.each([
    ['gaps', 'kindred gaps house exam --pool pool --by kind --url http://h'],
    ['diff', 'kindred diff house exam --by kind --url http://h'],
    ['correlation', 'kindred correlate house exam --by kind --url http://h'],
  ] as const)('%s has a command with the same in it', (question, command) => {
    expect(compareCommand('house', { ...WANTED, question }, 'http://h')).toBe(command);
  });
});
