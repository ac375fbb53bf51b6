import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { useAsked } from '../parts/asked.ts';
import { RadioChoices } from '../parts/choices.tsx';
import { Problem } from '../parts/problem.tsx';
import { tell, whereNow } from '../shell/where.ts';
import { askedFor, type DemonstrationsAsked } from './asked-for.ts';
import { ChosenDemonstrations } from './chosen.tsx';
import { Comparison } from './comparison.tsx';
import { DemonstrationsForm } from './demonstrations-form.tsx';

/** A prompt, the demonstrations that are found for it, and why. */
export function DemonstrationsView(): VNode {
  const { told } = whereNow();
  const asked = askedFor(told);
  const corpora = useAsked((client) => client.corpora(), []).answer?.corpora ?? [];
  return (
    <div class="demonstrations">
      <DemonstrationsForm told={told} corpora={corpora} />
      <div class="found">
        {asked === null ? (
          <p class="empty">
            Type what a model will be asked. Kindred looks for rows that do the same kind of work, and says of
            each why it is there. A text that asks for nothing gets none.
          </p>
        ) : (
          <Found asked={asked} by={told['by'] ?? ''} />
        )}
      </div>
    </div>
  );
}

function Found({ asked, by }: { readonly asked: DemonstrationsAsked; readonly by: string }): VNode {
  const about = JSON.stringify(asked);
  const isOne = by !== 'all';
  const { answer, error, isAsking, again } = useAsked(
    isOne ? (client) => client.demonstrations(asked) : null,
    [about, isOne],
  );
  useEffect(() => document.getElementById('found')?.scrollIntoView({ block: 'nearest' }), [about]);
  return (
    <section aria-labelledby="found" aria-busy={isAsking}>
      <header class="found-head">
        <h1 id="found">
          {isOne ? `Chosen by ${asked.strategy ?? 'balanced'}` : 'What each strategy chooses'}
        </h1>
        <RadioChoices
          name="What is shown"
          options={[
            ['', 'One strategy'],
            ['all', 'Compare all'],
          ]}
          chosen={isOne ? '' : 'all'}
          choose={(value) => tell({ by: value })}
        />
      </header>
      {error !== null && <Problem error={error} again={again} />}
      {isOne ? (
        answer !== null && <ChosenDemonstrations asked={asked} answer={answer} />
      ) : (
        <Comparison asked={asked} />
      )}
    </section>
  );
}
