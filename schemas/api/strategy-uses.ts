import type { z } from 'zod';
import { refuseUnused } from '../unused-options.ts';

/** The seed of the strategy `random` when none is given. */
export const DEFAULT_SEED = 42;

/** Strategies by which nearness is weighed against difference. */
const WEIGHING: readonly string[] = ['balanced', 'dpp', 'mmr'];
/** Strategies that find candidates by something else than the task. */
const NOT_BY_TASK: readonly string[] = ['hybrid', 'bm25', 'random'];
/** The fields of which each value is looked up by itself. */
const LOOKED_UP: readonly (string | undefined)[] = ['label', 'kind', 'source'];

interface Asked {
  readonly strategy: string;
  readonly seed: number;
  readonly lambda_mult?: number | undefined;
  readonly diversity?: number | undefined;
  readonly fetch_k?: number | undefined;
  readonly group_by?: string | undefined;
}

/** Refuses what the strategy does not use. */
export function checkStrategyUses(request: Asked, context: z.RefinementCtx): void {
  const { strategy, group_by } = request;
  const unusedBy = `the strategy ${strategy}`;
  const weighs = {
    plain: undefined,
    isUsed: WEIGHING.includes(strategy),
    unusedBy,
    usedBy: `the strategies ${WEIGHING.join(', ')}`,
  };
  refuseUnused(
    request,
    {
      lambda_mult: weighs,
      diversity: weighs,
      seed: {
        plain: DEFAULT_SEED,
        isUsed: strategy === 'random',
        unusedBy,
        usedBy: 'the strategy random',
      },
      fetch_k: {
        plain: undefined,
        isUsed: !LOOKED_UP.includes(group_by),
        unusedBy: `\`group_by: ${group_by}\`, of which each value is looked up by itself,`,
        usedBy: 'requests without it, and those that group by metadata.<key>',
      },
    },
    context,
  );
  if (LOOKED_UP.includes(group_by) && NOT_BY_TASK.includes(strategy)) {
    const message = `of each ${group_by} the nearest in task are looked up, whatever the strategy ${strategy} would find: take another strategy, or group by metadata.<key>`;
    context.addIssue({ code: 'custom', path: ['group_by'], message });
  }
}
