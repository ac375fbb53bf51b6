import type { z } from 'zod';
import { refuseUnused } from '../unused-options.ts';

/** What options of a deduplication are when they are not given. */
export const DEDUPLICATION_DEFAULTS = {
  threshold: 0.9,
  keep: 'longest',
  quality_key: 'quality',
  date_key: 'date',
  seed: 42,
} as const;

const ALL_STAY = '`against`, of whose records all stay,';

interface Deduplicating {
  readonly threshold: number | string;
  readonly keep: string;
  readonly quality_key: string;
  readonly date_key: string;
  readonly seed: number;
  readonly rank_by: readonly unknown[];
  readonly target_rows: number | null;
  readonly against: string | null;
}

/** Refuses what another corpus, the rule that keeps records, and a wanted number of rows do not use. */
export function checkDeduplicationUses(operation: Deduplicating, context: z.RefinementCtx): void {
  const { keep, rank_by, target_rows, against } = operation;
  const isRanked = rank_by.length > 0;
  const keptBy = (rule: string) => ({
    isUsed: against === null && !isRanked && keep === rule,
    unusedBy: isRanked ? '`rank_by`' : `\`keep: ${keep}\``,
    usedBy: `\`keep: ${rule}\``,
  });
  if (against !== null && isRanked) {
    const message = `${ALL_STAY} does not use it: it is for requests without \`against\``;
    context.addIssue({ code: 'custom', path: ['rank_by'], message });
  }
  refuseUnused(
    operation,
    {
      threshold: {
        plain: DEDUPLICATION_DEFAULTS.threshold,
        isUsed: target_rows === null,
        unusedBy: '`target_rows`, which moves the threshold,',
        usedBy: 'requests without `target_rows`',
      },
      keep: {
        plain: DEDUPLICATION_DEFAULTS.keep,
        isUsed: against === null && !isRanked,
        unusedBy: against === null ? '`rank_by`, which decides instead,' : ALL_STAY,
        usedBy: `requests without \`${against === null ? 'rank_by' : 'against'}\``,
      },
      quality_key: { plain: DEDUPLICATION_DEFAULTS.quality_key, ...keptBy('quality') },
      date_key: { plain: DEDUPLICATION_DEFAULTS.date_key, ...keptBy('newest') },
      seed: { plain: DEDUPLICATION_DEFAULTS.seed, ...keptBy('random') },
    },
    context,
  );
}
