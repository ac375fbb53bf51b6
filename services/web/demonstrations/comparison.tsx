import type { VNode } from 'preact';
import { Strategy } from '../../../schemas/api/demonstrations.ts';
import { type DemonstrationsResponse } from '../../../schemas/api/found-demonstrations.ts';
import { useAsked } from '../parts/asked.ts';
import { Problem } from '../parts/problem.tsx';
import { kindInWords, percent } from '../parts/told-in-words.ts';
import { tell } from '../shell/where.ts';
import type { DemonstrationsAsked } from './asked-for.ts';
import { chosenByAny, type ChosenRow } from './chosen-by-any.ts';
import { STRATEGIES_IN_WORDS } from './strategies.ts';

/** All strategies side by side: a line for each row that one of them chose, with its place in each. */
export function Comparison({ asked }: { readonly asked: DemonstrationsAsked }): VNode {
  const { answer, error, isAsking, again } = useAsked(
    (client) =>
      Promise.all(
        Strategy.options.map(async (strategy): Promise<[Strategy, DemonstrationsResponse]> => [
          strategy,
          await client.demonstrations({ ...asked, strategy }),
        ]),
      ),
    [JSON.stringify(asked)],
  );
  if (error !== null) return <Problem error={error} again={again} />;
  if (answer === null) return <p class="soft">{isAsking ? 'Asking all strategies …' : ''}</p>;
  return (
    <div class="wide">
      <table class="comparison">
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Fit</th>
            {Strategy.options.map((strategy) => (
              <th key={strategy} scope="col">
                <button
                  class="quiet"
                  type="button"
                  title={STRATEGIES_IN_WORDS[strategy]}
                  onClick={() => tell({ strategy, by: '' })}
                >
                  {strategy}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {chosenByAny(answer).map((row) => (
            <ComparedRow key={row.record.id} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ComparedRow({ row: { record, fit, places } }: { readonly row: ChosenRow }): VNode {
  return (
    <tr>
      <th scope="row">
        {record.instruction} {record.input !== '' && <span class="soft">{record.input}</span>}
        {record.kind && <small class="kind">{kindInWords(record.kind.name)}</small>}
      </th>
      <td class="number">{fit === undefined ? '' : percent(fit)}</td>
      {Strategy.options.map((strategy) => {
        const place = places.get(strategy);
        return (
          <td key={strategy} class={place === undefined ? 'place' : `place place-${Math.min(place, 4)}`}>
            {place ?? <span class="unseen">not chosen</span>}
          </td>
        );
      })}
    </tr>
  );
}
