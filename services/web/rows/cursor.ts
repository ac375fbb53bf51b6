import { useLayoutEffect, useState } from 'preact/hooks';
import type { RowSource } from './row-source.ts';
import type { TableWindow } from './window.ts';

interface Cursor {
  /** The row that the keys have reached; -1 before the first key. */
  readonly cursor: number;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly chooseAt: (row: number, id: string) => void;
}

/** Moves through a table by keys. While a row is open, the row that is reached is opened in its place. */
export function useCursor(
  source: RowSource,
  view: TableWindow,
  open: string,
  choose: (id: string, isStep: boolean) => void,
): Cursor {
  const [cursor, setCursor] = useState(-1);
  useLayoutEffect(() => setCursor(-1), [source]);
  const total = source.places.at(-1) ?? 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = placeAfter(event.key, cursor, total, view.last - view.first);
    const line = source.lineAt(next ?? cursor);
    if (next !== null) {
      event.preventDefault();
      setCursor(next);
      view.reveal(next);
      if (open !== '' && line !== null) choose(line.id, false);
    } else if (event.key === 'Enter' && line !== null) choose(line.id, true);
  };
  const chooseAt = (row: number, id: string): void => {
    setCursor(row);
    choose(id, true);
  };
  return { cursor, onKeyDown, chooseAt };
}

/** Where the cursor goes with a key; null for a key that does not move it. */
function placeAfter(key: string, cursor: number, total: number, page: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: cursor + 1,
    ArrowUp: cursor - 1,
    PageDown: cursor + page,
    PageUp: cursor - page,
    Home: 0,
    End: total - 1,
  };
  const next = steps[key];
  return next === undefined ? null : Math.max(0, Math.min(total - 1, next));
}
