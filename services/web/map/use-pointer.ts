import { useEffect, useRef, useState } from 'preact/hooks';
import type { Point } from './camera.ts';
import type { MapStage } from './stage.ts';

/** What the pointer does when it is pressed and moved. With the shift key it draws in any case. */
export type PointerMode = 'look' | 'lasso';

/** A pointer that has moved less between down and up has clicked. */
const CLICK_PX = 4;
/** How far a turn of the wheel zooms, for each pixel that it would scroll. */
const A_WHEEL_PIXEL = 0.0016;

interface PointerUse {
  readonly mode: PointerMode;
  readonly open: (row: number) => void;
  /** Takes the outline that was drawn, in points of the map. */
  readonly drawn: (outline: readonly Point[]) => void;
}

interface Gesture {
  readonly mode: PointerMode;
  readonly from: Point;
  last: Point;
  readonly trace: Point[];
  isMoved: boolean;
}

interface Pointed {
  readonly row: number;
  readonly at: Point;
}

/** Follows the pointer over the map: it moves the map, draws around rows, points at one and opens it. */
export function usePointer(stage: MapStage | null, { mode, open, drawn }: PointerUse) {
  const gesture = useRef<Gesture | null>(null);
  const [hovered, setHovered] = useState<Pointed | null>(null);
  const [trace, setTrace] = useState<readonly Point[] | null>(null);
  useEffect(() => setHovered(null), [stage]);

  const point = (at: Point): void => {
    const row = stage?.rowAt(at) ?? -1;
    setHovered((before) => (row < 0 ? null : before?.row === row ? before : { row, at }));
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const at = pointOf(event);
    const does = event.shiftKey ? 'lasso' : mode;
    gesture.current = { mode: does, from: at, last: at, trace: [at], isMoved: false };
  };
  const onPointerMove = (event: PointerEvent): void => {
    const at = pointOf(event);
    const now = gesture.current;
    if (now === null) return point(at);
    now.isMoved ||= Math.hypot(at[0] - now.from[0], at[1] - now.from[1]) > CLICK_PX;
    if (!now.isMoved || stage === null) return;
    setHovered(null);
    if (now.mode === 'look') stage.pan([at[0] - now.last[0], at[1] - now.last[1]]);
    else {
      now.trace.push(at);
      setTrace([...now.trace]);
    }
    now.last = at;
  };
  const onPointerUp = (event: PointerEvent): void => {
    const ended = gesture.current;
    gesture.current = null;
    setTrace(null);
    if (ended !== null && stage !== null) finish(ended, pointOf(event), stage, { open, drawn });
  };
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    setHovered(null);
    stage?.zoom(Math.exp(-event.deltaY * A_WHEEL_PIXEL * (event.ctrlKey ? 4 : 1)), pointOf(event));
  };
  const leave = (): void => setHovered(null);
  return {
    hovered,
    trace,
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerLeave: leave, onWheel },
  };
}

/** A click opens a row, and an outline that is closed is handed on. */
function finish(
  { mode, trace, isMoved }: Gesture,
  at: Point,
  stage: MapStage,
  { open, drawn }: Pick<PointerUse, 'open' | 'drawn'>,
): void {
  if (mode === 'lasso' && trace.length > 2) return drawn(trace.map((corner) => stage.mapAt(corner)));
  const row = isMoved ? -1 : stage.rowAt(at);
  if (row >= 0) open(row);
}

function pointOf(event: MouseEvent): Point {
  return [event.offsetX, event.offsetY];
}
