import { z } from 'zod';

const MAX_NAMED_GROUPS = 1_000;

const Minimum = z.int().min(0).max(1_000_000);
const Maximum = z.int().min(0).max(1_000_000);

export const QuotaSpec = z
  .strictObject({
    by: z
      .string()
      .min(1)
      .max(200)
      .describe(
        '`task` (what `by` of the selection says), `label`, `kind`, `group`, `source`, `language` (the field `language` or `lang`, ' +
          'or else the letters of the instruction) or a metadata field, which `metadata.NAME` names too. Rows without a value are in no group.',
      ),
    minimum: Minimum.optional().describe('The fewest rows that each group gets, unless it has fewer.'),
    maximum: Maximum.optional().describe('The most rows that each group gets.'),
    power: z
      .number()
      .min(0)
      .max(2)
      .optional()
      .describe(
        'Shares of the groups in proportion to their size raised to this power: 1 as in the corpus, 0.5 ' +
          'flatter, 0 all equal.',
      ),
    groups: z
      .record(z.string(), z.strictObject({ minimum: Minimum.optional(), maximum: Maximum.optional() }))
      .refine(
        (groups) => Object.keys(groups).length <= MAX_NAMED_GROUPS,
        `at most ${MAX_NAMED_GROUPS} groups`,
      )
      .optional()
      .describe('Other limits for single groups, by their names.'),
  })
  .refine((quotas) => Object.keys(quotas).length > 1, 'give minimum, maximum, power or groups')
  .superRefine(({ minimum, maximum, groups = {} }, context) => {
    const limits = [
      { path: [], minimum, maximum },
      ...Object.entries(groups).map(([name, own]) => ({ path: ['groups', name], minimum, maximum, ...own })),
    ];
    for (const { path, minimum: least = 0, maximum: most = Infinity } of limits) {
      if (least <= most) continue;
      const message = `the minimum ${least} is above the maximum ${most}: no number of rows is both`;
      context.addIssue({ code: 'custom', path: [...path, 'minimum'], message });
    }
  });
export type QuotaSpec = z.infer<typeof QuotaSpec>;

export const QuotaGroup = z.object({
  group: z
    .string()
    .nullable()
    .describe('The value of the field; null, for the rows without one, in reports of earlier versions only.'),
  rows: z.int().describe('The number of rows that could be taken.'),
  selected: z.int(),
  minimum: z.int(),
  maximum: z.int().nullable(),
  wanted: z.number().nullable().describe('The exact share of the budget, in rows; null without `power`.'),
});
export type QuotaGroup = z.infer<typeof QuotaGroup>;

export const QuotaReport = z.object({
  by: z.string(),
  groups: z.int(),
  without_group: z
    .object({ rows: z.int(), selected: z.int() })
    .optional()
    .describe(
      'The rows without a value, which are in no group: no minimum or maximum holds for them, and with `power` they have the share of ' +
        'the budget that they have of the corpus. Absent in reports of earlier versions.',
    ),
  largest: z.array(QuotaGroup).describe('The 50 largest groups.'),
  unfilled: z
    .array(QuotaGroup)
    .describe(
      'Groups that stay below their minimum, or below their share by a row or more, because they have no ' +
        'more rows.',
    ),
  unfilled_groups: z.int().describe('The number of such groups. `unfilled` has the first 100.'),
});
export type QuotaReport = z.infer<typeof QuotaReport>;
