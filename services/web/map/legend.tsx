import type { VNode } from 'preact';
import { WITHOUT_VALUE, OTHER_VALUE, type ColourLegend } from '../../../schemas/colour-file.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { colourName } from './map-colours.ts';
import { isKeepMark } from './quiet-marks.ts';
import { valueInWords } from './value-in-words.ts';

interface LegendProps {
  readonly legend: ColourLegend;
  readonly name: string;
  /** How many of the rows that are shown have each code. */
  readonly counts: Uint32Array;
  /** The value by which the rows are narrowed; null for none. */
  readonly chosen: string | number | null;
  readonly choose: (value: string | number | null) => void;
}

function othersOf({ field, distinct, entries }: ColourLegend): string {
  if (isKeepMark(field)) return valueInWords(field, OTHER_VALUE);
  return counted(distinct - entries.length, 'other');
}

/** What the colours stand for. Each entry narrows map and table to its rows, and given again shows all. */
export function Legend({ legend, name, counts, chosen, choose }: LegendProps): VNode {
  const { kind, entries, other, without, distinct, field } = legend;
  const countOf = (code: number): string => grouped(counts[code] ?? 0);
  const others = [
    ...(other > 0 ? [{ value: OTHER_VALUE, words: othersOf(legend) }] : []),
    ...(without > 0 ? [{ value: WITHOUT_VALUE, words: 'none' }] : []),
  ].map((one) => ({ ...one, code: one.value }));
  const listed = entries.map(({ value }, at) => ({ value, words: valueInWords(field, value), code: at + 1 }));
  return (
    <section class="legend" aria-labelledby="legend">
      <h2 id="legend">
        {name} <small>{counted(distinct, 'value')}</small>
      </h2>
      <ul>
        {[...listed, ...others].map(({ value, words, code }) => (
          <li key={value}>
            <button
              type="button"
              aria-pressed={value === chosen}
              onClick={() => choose(value === chosen ? null : value)}
            >
              <i class="swatch" style={{ background: `var(${colourName(kind, code)})` }} />
              <span>{words}</span>
              <small>{countOf(code)}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
