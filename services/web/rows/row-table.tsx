import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { counted } from '../../../schemas/counted.ts';
import { Problem } from '../parts/problem.tsx';
import { kindInWords } from '../parts/told-in-words.ts';
import { useCursor } from './cursor.ts';
import type { RowLine, RowSource } from './row-source.ts';
import { ROW_PX, useWindow } from './window.ts';

interface RowTableProps {
  readonly source: RowSource;
  /** The id of the row that is open; empty when none is. */
  readonly open: string;
  /** Whether any row names a source. */
  readonly hasSources: boolean;
  readonly choose: (id: string, isStep: boolean) => void;
}

/** A table of any number of rows, of which only those are drawn that can be seen. The arrow keys move in it. */
export function RowTable({ source, open, hasSources, choose }: RowTableProps): VNode {
  // Read so that the table is drawn again when rows have come.
  const version = source.version.value;
  const pane = useRef<HTMLDivElement>(null);
  const view = useWindow(pane, source, version);
  const total = source.places.at(-1) ?? 0;
  const { cursor, onKeyDown, chooseAt } = useCursor(source, view, open, choose);
  return (
    <section class="row-table" aria-label="Rows">
      {source.problem.value !== null && <Problem error={source.problem.value} again={() => source.again()} />}
      <p class="soft row-count" role="status">
        {total === 0 && source.isCounted ? 'No row is like that.' : counted(total, 'row')}
      </p>
      <div
        ref={pane}
        class={hasSources ? 'row-pane with-sources' : 'row-pane'}
        role="grid"
        tabIndex={0}
        aria-label="Rows of the corpus: arrow keys move, Enter opens"
        aria-rowcount={total + 1}
        aria-activedescendant={cursor < 0 ? undefined : `row-${cursor}`}
        onKeyDown={onKeyDown}
      >
        <Head hasSources={hasSources} />
        <div class="row-space" style={{ height: `${view.height}px` }} role="rowgroup">
          {Array.from({ length: Math.max(0, view.last - view.first) }, (_, at) => view.first + at).map(
            (row) => (
              <Line
                key={row}
                row={row}
                line={source.lineAt(row)}
                open={open}
                isCursor={row === cursor}
                choose={chooseAt}
              />
            ),
          )}
        </div>
      </div>
    </section>
  );
}

function Head({ hasSources }: Pick<RowTableProps, 'hasSources'>): VNode {
  const names = ['Instruction', 'Answer', 'Kind of work', 'Task', ...(hasSources ? ['Source'] : [])];
  return (
    <div class="row-line row-head" role="row" aria-rowindex={1}>
      {names.map((name) => (
        <span key={name} role="columnheader">
          {name}
        </span>
      ))}
    </div>
  );
}

interface LineProps {
  readonly row: number;
  readonly line: RowLine | null;
  readonly open: string;
  readonly isCursor: boolean;
  readonly choose: (row: number, id: string) => void;
}

function Line({ row, line, open, isCursor, choose }: LineProps): VNode {
  const marks = [
    'row-line',
    isCursor ? 'row-cursor' : '',
    line?.id === open && open !== '' ? 'row-open' : '',
  ];
  return (
    <div
      id={`row-${row}`}
      role="row"
      class={marks.join(' ')}
      aria-rowindex={row + 2}
      aria-selected={line !== null && line.id === open}
      aria-busy={line === null}
      style={{ transform: `translateY(${row * ROW_PX}px)` }}
      onClick={() => line !== null && choose(row, line.id)}
    >
      {line === null ? (
        <span role="gridcell" class="row-coming" />
      ) : (
        <>
          <span role="gridcell">
            {line.turns > 0 && <small class="turns-count">{counted(line.turns, 'turn')}</small>}
            {line.instruction} {line.input !== '' && <span class="soft">{line.input}</span>}
          </span>
          <span role="gridcell" class="soft">
            {line.output}
          </span>
          <span role="gridcell" class="kind">
            {line.kind === null ? '' : kindInWords(line.kind)}
          </span>
          <span role="gridcell">{line.label !== null && <code>{line.label}</code>}</span>
          <span role="gridcell" class="soft">
            {line.source}
          </span>
        </>
      )}
    </div>
  );
}
