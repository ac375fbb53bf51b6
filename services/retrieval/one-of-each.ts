import type { FacetName } from '../../schemas/api/facets.ts';
import { fieldValueOf } from '../labels/field-value.ts';
import type { Passed } from './gate.ts';

/** Fields whose values the store knows without reading the records. */
export type IndexedField = 'label' | 'kind' | 'source';

export function isIndexed(field: string): field is IndexedField {
  return field === 'label' || field === 'kind' || field === 'source';
}

/** Of the candidates with the same value of a field the likeliest one, in their order; those without a value are left out. */
export function oneOfEach(passed: readonly Passed[], field: FacetName): Passed[] {
  const best = new Map<string, Passed>();
  for (const candidate of passed) {
    const value = fieldValueOf(candidate.neighbour.record, field);
    if (value === null) continue;
    const key = JSON.stringify(value);
    const known = best.get(key);
    if (known === undefined || likeliness(candidate) > likeliness(known)) best.set(key, candidate);
  }
  const chosen = new Set(best.values());
  return passed.filter((candidate) => chosen.has(candidate));
}

function likeliness({ fit, task }: Passed): number {
  return fit?.chance ?? task;
}
