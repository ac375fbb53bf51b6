import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { partAt } from './part-places.ts';
import type { RowSource } from './row-source.ts';

/** The height of a line. The style sheet has it too. */
export const ROW_PX = 34;
/** The height of the line of names, which stays at the upper edge. */
const HEAD_PX = 28;
/** Lines that are drawn above and below those that can be seen. */
const BEYOND = 12;

export interface TableWindow {
  /** The first row that is drawn. */
  readonly first: number;
  /** The row after the last one that is drawn. */
  readonly last: number;
  /** The height of all rows. */
  readonly height: number;
  /** Scrolls as little as needed so that a row can be seen. */
  readonly reveal: (row: number) => void;
}

/** Which part stands at the upper edge, and how far it has been scrolled past. */
interface Anchor {
  readonly part: number;
  readonly px: number;
}

/**
 * Which rows can be seen in a pane that scrolls. When a part above turns out to have more or fewer rows than was thought, what
 * is at the upper edge stays there.
 */
export function useWindow(
  pane: RefObject<HTMLDivElement | null>,
  source: RowSource,
  version: number,
): TableWindow {
  const [view, setView] = useState({ top: 0, height: 0 });
  const anchor = useRef<Anchor>({ part: 0, px: 0 });
  const { places } = source;
  const total = places.at(-1) ?? 0;

  useLayoutEffect(() => {
    const element = pane.current;
    if (element === null) return;
    const look = (): void => {
      anchor.current = anchorAt(source.places, element.scrollTop);
      setView({ top: element.scrollTop, height: element.clientHeight });
    };
    element.scrollTop = 0;
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [source]);

  useLayoutEffect(() => {
    const { part, px } = anchor.current;
    const top = (places[part] ?? 0) * ROW_PX + px;
    if (pane.current !== null && Math.abs(pane.current.scrollTop - top) > 1) pane.current.scrollTop = top;
  }, [version]);

  const first = Math.max(0, Math.floor(view.top / ROW_PX) - BEYOND);
  const last = Math.min(total, Math.ceil((view.top + view.height) / ROW_PX) + BEYOND);
  useLayoutEffect(() => source.want(partsIn(places, first, last)), [source, first, last, version]);

  const reveal = (row: number): void => {
    const element = pane.current;
    if (element === null) return;
    const [above, below] = [row * ROW_PX, HEAD_PX + (row + 1) * ROW_PX - element.clientHeight];
    element.scrollTop = Math.min(above, Math.max(below, element.scrollTop));
  };
  return { first, last, height: total * ROW_PX, reveal };
}

function anchorAt(places: Float64Array, top: number): Anchor {
  const part = partAt(places, Math.floor(top / ROW_PX));
  return { part, px: top - (places[part] ?? 0) * ROW_PX };
}

function partsIn(places: Float64Array, first: number, last: number): number[] {
  const [from, to] = [partAt(places, first), partAt(places, Math.max(first, last - 1))];
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
