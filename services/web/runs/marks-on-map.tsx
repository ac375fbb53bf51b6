import type { VNode } from 'preact';
import { writeAddress } from '../shell/address.ts';

interface OnMapProps {
  readonly job: string;
  readonly corpus: string;
  /** The field of the marks that says the colour. */
  readonly field: string;
  readonly name: string;
}

/** Leads to the map, coloured by what a job marked. */
export function MarksOnMap({ job, corpus, field, name }: OnMapProps): VNode {
  return (
    <a href={writeAddress({ view: 'map', told: { corpus, colour: `marks.${job}.${field}` } })}>{name}</a>
  );
}
