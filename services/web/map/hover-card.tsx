import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { WITHOUT_VALUE, OTHER_VALUE, type ColourCodes } from '../../../schemas/colour-file.ts';
import type { Point } from './camera.ts';
import { RowBeginning } from './map-rows.tsx';
import { colourName } from './map-colours.ts';
import type { RecordCache } from './record-cache.ts';
import { valueInWords } from './value-in-words.ts';

/** A pointer that passes over many rows asks for none of them. */
const REST_MS = 40;
const CARD_PX = 300;

interface HoverCardProps {
  readonly id: string;
  readonly row: number;
  readonly at: Point;
  readonly records: RecordCache;
  readonly column: ColourCodes | null;
}

/** The row under the pointer. */
export function HoverCard({ id, row, at: [x, y], records, column }: HoverCardProps): VNode {
  void records.version.value;
  useEffect(() => {
    const timer = setTimeout(() => records.want([id]), REST_MS);
    return () => clearTimeout(timer);
  }, [id]);
  const left = x > CARD_PX + 40 ? x - CARD_PX - 16 : x + 16;
  return (
    <div
      class="hover-card"
      style={{ transform: `translate(${left}px, ${Math.max(8, y - 20)}px)`, width: `${CARD_PX}px` }}
    >
      <p>
        <RowBeginning record={records.get(id)} />
      </p>
      {column !== null && <ColourOf column={column} row={row} />}
    </div>
  );
}

function ColourOf({
  column: { legend, codes },
  row,
}: {
  readonly column: ColourCodes;
  readonly row: number;
}): VNode {
  const code = codes[row] ?? WITHOUT_VALUE;
  const isListed = code !== WITHOUT_VALUE && code !== OTHER_VALUE;
  const value = isListed ? (legend.entries[code - 1]?.value ?? '') : code;
  return (
    <p class="soft">
      <i class="swatch" style={{ background: `var(${colourName(legend.kind, code)})` }} />{' '}
      {valueInWords(legend.field, value)}
    </p>
  );
}
