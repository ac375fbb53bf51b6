import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { idAt, type CorpusMap } from '../../../schemas/map-file.ts';
import { counted } from '../../../schemas/counted.ts';
import type { ReadRecord, RecordCache } from './record-cache.ts';

const AT_FIRST = 30;
const MORE = 60;
/** The texts of a line are cut here. */
const LONGEST = 180;

/** One thing by which rows are narrowed, with the way to take it away. */
export interface Chip {
  readonly words: string;
  readonly remove: () => void;
}

interface MapRowsProps {
  readonly map: CorpusMap;
  readonly rows: readonly number[];
  readonly chips: readonly Chip[];
  readonly records: RecordCache;
  readonly open: (id: string) => void;
  /** Says which row is pointed at in the list; -1 for none. */
  readonly point: (row: number) => void;
}

/** The rows to which the map is narrowed, and by what. */
export function MapRows({ map, rows, chips, records, open, point }: MapRowsProps): VNode {
  const [most, setMost] = useState(AT_FIRST);
  useLayoutEffect(() => setMost(AT_FIRST), [rows]);
  const ids = rows.slice(0, most).map((row) => idAt(map.ids, row));
  // Read so that the list is drawn again when records have come.
  void records.version.value;
  useEffect(() => records.want(ids), [rows, most]);
  const told = rows.length === 0 ? 'No row is like that' : counted(rows.length, 'row');
  return (
    <section class="map-rows" aria-labelledby="map-rows">
      <h2 id="map-rows">{told}</h2>
      <p class="unseen" role="status">
        {told}
      </p>
      <ul class="chips">
        {chips.map(({ words, remove }) => (
          <li key={words}>
            <button type="button" onClick={remove}>
              {words} <span aria-hidden="true">×</span>
              <span class="unseen">: take it away</span>
            </button>
          </li>
        ))}
      </ul>
      <ol onMouseLeave={() => point(-1)}>
        {ids.map((id, at) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => open(id)}
              onMouseEnter={() => point(rows[at] ?? -1)}
              onFocus={() => point(rows[at] ?? -1)}
            >
              <RowBeginning record={records.get(id)} />
            </button>
          </li>
        ))}
      </ol>
      {rows.length > most && (
        <button class="quiet" type="button" onClick={() => setMost(most + MORE)}>
          Show more of the {counted(rows.length, 'row')}
        </button>
      )}
    </section>
  );
}

/** The beginning of a row. */
export function RowBeginning({ record }: { readonly record: ReadRecord }): VNode {
  if (record === undefined) {
    return (
      <span class="row-coming">
        <span class="unseen">A row that is being read</span>
      </span>
    );
  }
  if (record === null) return <span class="soft">This row is not there any more.</span>;
  if (record instanceof Error) return <span class="bad">It could not be read: {record.message}</span>;
  return (
    <>
      {record.instruction.slice(0, LONGEST)}{' '}
      {record.input !== '' && <span class="soft">{record.input.slice(0, LONGEST)}</span>}
    </>
  );
}
