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

interface Deduplicating {
  readonly threshold: number | string;
  readonly keep: string;
  readonly quality_key: string;
  readonly date_key: string;
  readonly seed: number;
  readonly rank_by: readonly unknown[];
  readonly target_rows: number | null;
}

/** Refuses what the rule that keeps records, and a wanted number of rows, do not use. */
export function checkDeduplicationUses(operation: Deduplicating, context: z.RefinementCtx): void {
  const { keep, rank_by, target_rows } = operation;
  const isRanked = rank_by.length > 0;
  const keptBy = (rule: string) => ({
    isUsed: !isRanked && keep === rule,
    unusedBy: isRanked ? '`rank_by`' : `\`keep: ${keep}\``,
    usedBy: `\`keep: ${rule}\``,
  });
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
        isUsed: !isRanked,
        unusedBy: '`rank_by`, which decides instead,',
        usedBy: 'requests without `rank_by`',
      },
      quality_key: { plain: DEDUPLICATION_DEFAULTS.quality_key, ...keptBy('quality') },
      date_key: { plain: DEDUPLICATION_DEFAULTS.date_key, ...keptBy('newest') },
      seed: { plain: DEDUPLICATION_DEFAULTS.seed, ...keptBy('random') },
    },
    context,
  );
}
