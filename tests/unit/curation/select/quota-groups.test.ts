import { describe, expect, test } from 'vitest';
import { QuotaSpec } from '../../../../schemas/curation/quotas.ts';
import { languageOf } from '../../../../services/labels/language-of.ts';
import { namedQuotas, quotaReport } from '../../../../services/curation/select/quota-groups.ts';
import { NO_LIMIT } from '../../../../services/curation/select/quotas.ts';
import { vanishingRows } from '../../../../services/curation/select/vanishing-rows.ts';

const none = (rows: number): Uint8Array => new Uint8Array(rows);

describe('groups of quotas', () => {
  test('have the limits; rows without a value are in none, and have their share of the corpus', () => {
    const values = ['a', 'a', null, 'b', null, 'a'];
    const quotas = namedQuotas(values, none(6), { by: 'x', minimum: 1, maximum: 2, power: 1 });
    expect(quotas.names).toEqual(['a', null, 'b']);
    expect(Array.from(quotas.minimum)).toEqual([1, 0, 1]);
    expect(Array.from(quotas.maximum)).toEqual([2, NO_LIMIT, 2]);
    expect(Array.from(quotas.shares ?? [])).toEqual([3, 2, 1]);
    const report = quotaReport('x', quotas, [0, 2]);
    expect(report).toMatchObject({ groups: 2, without_group: { rows: 2, selected: 1 } });
    expect(report.largest.map(({ group }) => group)).toEqual(['a', 'b']);
  });

  test('are refused when nearly every row is one, and not when there are few or rows share them', () => {
    const values = (rows: number, groups: number): string[] =>
      Array.from({ length: rows }, (_, row) => `g${row % groups}`);
    const quotasOf = (rows: number, groups: number) =>
      namedQuotas(values(rows, groups), none(rows), { by: 'serial', maximum: 1 });
    expect(() => quotasOf(40, 40)).toThrow(/`serial` has 40 values in 40 rows.*`kind`/s);
    expect(quotasOf(40, 25).groups).toBe(25);
    expect(quotasOf(20, 20).groups).toBe(20);
  });

  test('may not have a minimum above their maximum, a single one neither', () => {
    const pathOf = (spec: object) => QuotaSpec.safeParse({ by: 'x', ...spec }).error?.issues[0]?.path;
    expect(pathOf({ minimum: 5, maximum: 2 })).toEqual(['minimum']);
    expect(pathOf({ maximum: 2, groups: { a: { minimum: 5 } } })).toEqual(['groups', 'a', 'minimum']);
    expect(pathOf({ minimum: 2, maximum: 2 })).toBeUndefined();
  });
});

describe('rows that nearly vanish', () => {
  const languages = Array.from({ length: 1_000 }, (_, row) => (row < 100 ? 'zh' : 'en'));
  const chosen = (few: number): number[] =>
    Array.from({ length: 100 }, (_, row) => (row < few ? row : 100 + row));

  test('are those of a value of which at most a third of its share was taken', () => {
    const found = vanishingRows('language', languages, { excluded: none(1_000), chosen: chosen(3) });
    expect(found).toEqual([{ field: 'language', value: 'zh', rows: 100, selected: 3, expected: 10 }]);
    expect(vanishingRows('language', languages, { excluded: none(1_000), chosen: chosen(4) })).toEqual([]);
  });

  test('are not those of a share that chance may miss, nor rows that were left out on purpose', () => {
    const twenty = { excluded: none(1_000), chosen: chosen(0).slice(0, 20) };
    expect(vanishingRows('language', languages, twenty)).toEqual([]);
    const excluded = Uint8Array.from(languages, (language) => Number(language === 'zh'));
    expect(vanishingRows('language', languages, { excluded, chosen: chosen(0) })).toEqual([]);
  });
});

test('the language of a row is what its field says, else its letters', () => {
  const told = ['写一首诗', '日本語で書いてください', 'Write', 'Напиши', '123'].map((instruction) =>
    languageOf({ instruction, metadata: {} }),
  );
  expect(told).toEqual(['Chinese characters', 'Japanese letters', 'Latin letters', 'Cyrillic letters', null]);
  expect(languageOf({ instruction: 'Kirjoita runo', metadata: { lang: 'fi' } })).toBe('fi');
});
