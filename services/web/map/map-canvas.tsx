import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { idAt, type CorpusMap } from '../../../schemas/map-file.ts';
import type { ColourCodes } from '../../../schemas/colour-file.ts';
import type { SpaceName } from '../../../schemas/record.ts';
import { counted } from '../../../schemas/counted.ts';
import { Problem } from '../parts/problem.tsx';
import { RadioChoices } from '../parts/choices.tsx';
import { WHOLE_MAP, type Point } from './camera.ts';
import { FloatingTitles } from './floating-titles.tsx';
import { HoverCard } from './hover-card.tsx';
import type { RecordCache } from './record-cache.ts';
import type { MapStage } from './stage.ts';
import { useMapKeys } from './use-map-keys.ts';
import { usePointer, type PointerMode } from './use-pointer.ts';
import { useStage } from './use-stage.ts';

interface MapCanvasProps {
  readonly map: CorpusMap;
  readonly corpus: string;
  readonly space: SpaceName;
  /** Where one looks, as the address says it. */
  readonly at: string;
  /** The values that are the colours; null while they have not come. */
  readonly column: ColourCodes | null;
  /** The values that are titles. */
  readonly titles: ColourCodes | null;
  readonly shown: Uint8Array;
  readonly isNarrowed: boolean;
  /** The row that is pointed at elsewhere, or open; -1 for none. */
  readonly marked: number;
  readonly records: RecordCache;
  readonly open: (id: string) => void;
  readonly drawn: (outline: readonly Point[]) => void;
}

/** The points of the map, and what one does with the pointer and the keys: look around, point, open, draw around rows. */
export function MapCanvas(props: MapCanvasProps): VNode {
  const { map, corpus, space, column, titles, shown, isNarrowed, marked, records, open, drawn } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { stage, error } = useStage(canvas, props);
  const [mode, setMode] = useState<PointerMode>('look');
  const openRow = (row: number): void => open(idAt(map.ids, row));
  const finish = (outline: readonly Point[]): void => {
    setMode('look');
    drawn(outline);
  };
  const { hovered, trace, handlers } = usePointer(stage, { mode, open: openRow, drawn: finish });
  const onKeyDown = useMapKeys(stage);
  if (error !== null) {
    return (
      <div class="map-canvas">
        <Problem error={error} />
      </div>
    );
  }
  const rows = map.ids.length / 16;
  return (
    <div class={`map-canvas map-${mode}`}>
      <canvas
        ref={canvas}
        role="img"
        tabIndex={0}
        aria-label={`Map of ${corpus} by ${space}: ${counted(rows, 'row')}. Arrow keys move it, plus and minus zoom, 0 shows all. The legend lists its groups.`}
        onKeyDown={onKeyDown}
        {...handlers}
      />
      <div class="map-above" aria-hidden="true">
        <FloatingTitles stage={stage} map={map} titles={titles} />
        <Ring stage={stage} row={hovered?.row ?? marked} />
        {trace !== null && <Trace points={trace} />}
        {hovered !== null && (
          <HoverCard
            id={idAt(map.ids, hovered.row)}
            at={hovered.at}
            records={records}
            column={column}
            row={hovered.row}
          />
        )}
      </div>
      <Tools stage={stage} mode={mode} setMode={setMode} />
      {isNarrowed && !shown.includes(1) && <p class="map-empty soft">No row of the map is like that.</p>}
    </div>
  );
}

/** Goes around the row that is pointed at, or open. */
function Ring({ stage, row }: { readonly stage: MapStage | null; readonly row: number }): VNode {
  const ring = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (ring.current !== null) stage?.mark(ring.current, row);
  }, [stage, row]);
  return <div ref={ring} class="map-ring" hidden />;
}

function Trace({ points }: { readonly points: readonly Point[] }): VNode {
  return (
    <svg class="map-trace">
      <polygon points={points.map((point) => point.join()).join(' ')} />
    </svg>
  );
}

interface ToolsProps {
  readonly stage: MapStage | null;
  readonly mode: PointerMode;
  readonly setMode: (mode: PointerMode) => void;
}

function Tools({ stage, mode, setMode }: ToolsProps): VNode {
  return (
    <div class="map-tools">
      <RadioChoices<PointerMode>
        name="What the pointer does"
        options={[
          ['look', 'Look around'],
          ['lasso', 'Draw around rows'],
        ]}
        chosen={mode}
        choose={setMode}
      />
      <div class="choices map-zoom">
        <button type="button" aria-label="Closer" title="Closer (+)" onClick={() => stage?.zoom(1.5)}>
          +
        </button>
        <button type="button" aria-label="Farther" title="Farther (−)" onClick={() => stage?.zoom(1 / 1.5)}>
          −
        </button>
        <button type="button" title="The whole map (0)" onClick={() => stage?.look(WHOLE_MAP)}>
          All
        </button>
      </div>
    </div>
  );
}
