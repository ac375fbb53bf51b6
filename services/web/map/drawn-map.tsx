import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { rowOfId, type CorpusMap } from '../../../schemas/map-file.ts';
import { Problem } from '../parts/problem.tsx';
import { RowPane } from '../rows/row-pane.tsx';
import { tell, whereNow } from '../shell/where.ts';
import { writeLasso } from './lasso.ts';
import { Legend } from './legend.tsx';
import { MapCanvas } from './map-canvas.tsx';
import { MapRows } from './map-rows.tsx';
import { writeFacets } from './narrowing.ts';
import { chipsOf } from './narrowing-chips.ts';
import { MapFields } from './toolbar.tsx';
import { useDrawnMap, type DrawnMapState } from './use-drawn-map.ts';

interface DrawnMapProps {
  readonly job: string;
  readonly corpus: string;
  readonly map: CorpusMap;
  readonly corpusField: VNode;
  /** What is to be said about the map. */
  readonly children: ComponentChildren;
}

const open = (id: string): void => tell({ row: id });

/** A map with its colours, what it is narrowed by, and the rows beside it. */
export function DrawnMap({ job, corpus, map, corpusField, children }: DrawnMapProps): VNode {
  const { row = '', at = '' } = whereNow().told;
  const state = useDrawnMap(job, corpus, map);
  const { space, column, titles, shown, isNarrowed, records } = state;
  const [pointed, setPointed] = useState(-1);
  const opened = row === '' ? -1 : rowOfId(map.ids, row);
  return (
    <>
      <div class="filters">
        {corpusField}
        <MapFields {...state} />
      </div>
      {state.troubles.map(
        ({ error, again }) => error !== null && <Problem key={error.message} error={error} again={again} />,
      )}
      {children}
      <div class="map-split">
        <MapCanvas
          {...{ map, corpus, space, at, column, titles, shown, isNarrowed, records, open }}
          marked={pointed >= 0 ? pointed : opened}
          drawn={(outline) => tell({ lasso: writeLasso({ space, outline }), row: '' })}
        />
        {row === '' ? (
          <MapSide map={map} state={state} point={setPointed} />
        ) : (
          <RowPane key={row} corpus={corpus} id={row} close={() => tell({ row: '' })} />
        )}
      </div>
    </>
  );
}

/** How many of the rows that are shown have each code. */
function countsOf(codes: Uint8Array, shown: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  codes.forEach((code, row) => shown[row] === 1 && (counts[code] = (counts[code] ?? 0) + 1));
  return counts;
}

interface MapSideProps {
  readonly map: CorpusMap;
  readonly state: DrawnMapState;
  readonly point: (row: number) => void;
}

/** Beside the map: the rows to which it is narrowed, and what its colours stand for. */
function MapSide({ map, state, point }: MapSideProps): VNode {
  const { rows, records, facets, colour, column, fields, isNarrowed, isSearching } = state;
  const nameOf = (field: string): string => fields.find((one) => one.field === field)?.name ?? field;
  const choose = (value: string | number | null): void => {
    const others = facets.filter(([field]) => field !== colour);
    tell({ only: writeFacets(value === null ? others : [...others, [colour, value]]) });
  };
  return (
    <div class="map-side">
      {isSearching && (
        <p class="soft" role="status">
          Searching …
        </p>
      )}
      {isNarrowed && <MapRows {...{ map, rows, records, open, point }} chips={chipsOf(state, nameOf)} />}
      {column !== null && (
        <Legend
          legend={column.legend}
          name={nameOf(colour)}
          counts={countsOf(column.codes, state.shown)}
          chosen={facets.find(([field]) => field === colour)?.[1] ?? null}
          choose={choose}
        />
      )}
    </div>
  );
}
