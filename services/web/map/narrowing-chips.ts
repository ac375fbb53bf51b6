import { tell } from '../shell/where.ts';
import type { Lasso } from './lasso.ts';
import type { Chip } from './map-rows.tsx';
import { writeFacets, type ChosenValue } from './narrowing.ts';
import { SEARCHES, type SearchBy } from './toolbar.tsx';
import { valueInWords } from './value-in-words.ts';

interface NarrowedBy {
  readonly facets: readonly ChosenValue[];
  readonly lasso: Lasso | null;
  readonly text: string;
  readonly by: SearchBy;
}

/** All by which the map is narrowed, each with the way to take it away. */
export function chipsOf({ facets, lasso, text, by }: NarrowedBy, nameOf: (field: string) => string): Chip[] {
  const ofFacets = facets.map((facet) => ({
    words: `${nameOf(facet[0])}: ${valueInWords(...facet)}`,
    remove: () => tell({ only: writeFacets(facets.filter((one) => one !== facet)) }),
  }));
  const how = SEARCHES.find(([one]) => one === by)?.[1] ?? by;
  return [
    ...(text === '' ? [] : [{ words: `${how}: “${text}”`, remove: () => tell({ text: '' }) }]),
    ...ofFacets,
    ...(lasso === null
      ? []
      : [{ words: `drawn around by ${lasso.space}`, remove: () => tell({ lasso: '' }) }]),
  ];
}
