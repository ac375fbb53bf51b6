import type { z } from 'zod';
import { refuseUnused } from '../unused-options.ts';

/** What options of a selection are when they are not given. */
export const SELECTION_DEFAULTS = { alpha: 0.7, threshold: 0.9, relevance: 1 } as const;

/** The methods that take better rows first. */
export const BY_QUALITY: readonly string[] = ['facility_location', 'threshold'];

interface Selecting {
  readonly method: string;
  readonly alpha: number;
  readonly threshold: number;
  readonly relevance: number;
  readonly quality_key?: string | undefined;
  readonly target?: string | undefined;
  readonly replays?: object | undefined;
}

/** Refuses what the method does not use. A replay has it from its manifest, and comes to the same rows. */
export function checkSelectionUses(operation: Selecting, context: z.RefinementCtx): void {
  const { method, quality_key, target, replays } = operation;
  if (replays !== undefined) return;
  const covers = method === 'facility_location';
  const without = (name: string): string => (covers ? `facility_location without a ${name}` : method);
  refuseUnused(
    operation,
    {
      alpha: {
        plain: SELECTION_DEFAULTS.alpha,
        isUsed: covers && quality_key !== undefined,
        unusedBy: `the method ${without('quality_key')}`,
        usedBy: 'the method facility_location with a quality_key',
      },
      threshold: {
        plain: SELECTION_DEFAULTS.threshold,
        isUsed: method === 'threshold',
        unusedBy: `the method ${method}`,
        usedBy: 'the method threshold',
      },
      quality_key: {
        plain: undefined,
        isUsed: BY_QUALITY.includes(method),
        unusedBy: `the method ${method}`,
        usedBy: `the methods ${BY_QUALITY.join(' and ')}`,
      },
      relevance: {
        plain: SELECTION_DEFAULTS.relevance,
        isUsed: covers && target !== undefined,
        unusedBy: `the method ${without('target')}`,
        usedBy: 'the method facility_location with a target',
      },
    },
    context,
  );
}
