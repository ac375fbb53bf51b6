import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ColourCodes } from '../../../schemas/colour-file.ts';
import type { CorpusMap } from '../../../schemas/map-file.ts';
import type { SpaceName } from '../../../schemas/record.ts';
import { chosenTheme } from '../shell/theme.ts';
import { tell } from '../shell/where.ts';
import { readCamera, writeCamera } from './camera.ts';
import { coloursNow } from './map-colours.ts';
import { MapStage } from './stage.ts';

/** The address says where one looks when one has looked there for so long. */
const SETTLED_MS = 300;

interface Staged {
  readonly map: CorpusMap;
  readonly space: SpaceName;
  /** Where one looks, as the address says it. */
  readonly at: string;
  readonly column: ColourCodes | null;
  readonly shown: Uint8Array;
}

/** Puts a map on its stage, and keeps that as the address and what has been chosen say. */
export function useStage(
  canvas: RefObject<HTMLCanvasElement | null>,
  { map, space, at, column, shown }: Staged,
): { readonly stage: MapStage | null; readonly error: Error | null } {
  const [stage, setStage] = useState<MapStage | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const told = useRef(at);
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    let timer = 0;
    try {
      const made = new MapStage(canvas.current, map, { camera: readCamera(at), space }, (camera) => {
        clearTimeout(timer);
        timer = window.setTimeout(() => {
          told.current = writeCamera(camera);
          tell({ at: told.current }, 'small');
        }, SETTLED_MS);
      });
      setStage(made);
      return () => {
        clearTimeout(timer);
        made.end();
      };
    } catch (caught) {
      setError(caught as Error);
      return;
    }
  }, [map]);
  useEffect(() => {
    if (at === told.current) return;
    told.current = at;
    stage?.look(readCamera(at));
  }, [stage, at]);
  useEffect(() => stage?.goTo(space), [stage, space]);
  useEffect(() => stage?.show(shown), [stage, shown]);
  const theme = useTheme();
  useEffect(() => {
    if (column !== null) stage?.paint(column.codes, coloursNow(column.legend));
  }, [stage, column, theme]);
  return { stage, error };
}

/** Changes whenever the colours of the page do. */
function useTheme(): string {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const [isDark, setDark] = useState(dark.matches);
  useEffect(() => {
    const look = (): void => setDark(dark.matches);
    dark.addEventListener('change', look);
    return () => dark.removeEventListener('change', look);
  }, []);
  return `${chosenTheme()} ${isDark}`;
}
