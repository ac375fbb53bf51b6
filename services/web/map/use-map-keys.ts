import { WHOLE_MAP, type Point } from './camera.ts';
import type { MapStage } from './stage.ts';

const STEP_PX = 60;
const FACTOR = 1.4;
const MOVES: Readonly<Record<string, Point>> = {
  ArrowLeft: [STEP_PX, 0],
  ArrowRight: [-STEP_PX, 0],
  ArrowUp: [0, STEP_PX],
  ArrowDown: [0, -STEP_PX],
};

/** Lets the keys move and zoom the map. */
export function useMapKeys(stage: MapStage | null): (event: KeyboardEvent) => void {
  return (event) => {
    if (stage === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (move !== undefined) stage.pan(move);
    else if (event.key === '+' || event.key === '=') stage.zoom(FACTOR);
    else if (event.key === '-') stage.zoom(1 / FACTOR);
    else if (event.key === '0') stage.look(WHOLE_MAP);
    else return;
    event.preventDefault();
  };
}
