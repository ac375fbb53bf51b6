import type { VNode } from 'preact';
import { INK_CHANGES_AT, scaleEnd, shareOf } from './heat-scale.ts';

interface HeatMapProps {
  readonly name: string;
  /** How a cell is read. */
  readonly explained: string;
  readonly corpora: readonly string[];
  /** `corpora x corpora`, from the corpus of the row to that of the column. */
  readonly matrix: readonly (readonly number[])[];
  /** Where the scale ends, that begins at 0; the next round number above all values when left out. */
  readonly end?: number;
  /** Whether small values mean that two are alike, and are dark. */
  readonly isDistance?: true;
  readonly write: (value: number) => string;
}

const STEPS = [0, 0.25, 0.5, 0.75, 1];

/** A table of numbers, darker where two corpora are more alike, with the scale below it. */
export function HeatMap(props: HeatMapProps): VNode {
  const { name, explained, corpora, matrix, isDistance = false, write } = props;
  const others = matrix.flatMap((row, from) => row.filter((_, to) => to !== from));
  const end = props.end ?? scaleEnd(Math.max(...others));
  return (
    <section class="heat" aria-label={name}>
      <h2>{name}</h2>
      <p class="soft">{explained}</p>
      <div class="heat-scroll" tabIndex={0} role="group" aria-label={`${name}, as a table`}>
        <table>
          <thead>
            <tr>
              <td />
              {corpora.map((corpus) => (
                <th key={corpus} scope="col">
                  {corpus}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.map((row, from) => (
              <tr key={corpora[from]}>
                <th scope="row">{corpora[from]}</th>
                {row.map((value, to) => (
                  <Cell
                    key={corpora[to]}
                    text={write(value)}
                    share={from === to ? null : shareOf(value, end, isDistance)}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class={isDistance ? 'heat-scale turned' : 'heat-scale'} aria-hidden="true">
        <i />
        {STEPS.map((step) => (
          <span key={step}>{Number((step * end).toPrecision(3))}</span>
        ))}
      </div>
    </section>
  );
}

/** @param share null where a corpus is compared with itself */
function Cell({ text, share }: { readonly text: string; readonly share: number | null }): VNode {
  if (share === null) return <td class="heat-self">{text}</td>;
  return (
    <td class={share > INK_CHANGES_AT ? 'heat-most' : 'heat-least'} style={{ '--share': `${share * 100}%` }}>
      {text}
    </td>
  );
}
