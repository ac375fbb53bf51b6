import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { DuplicateDecisions } from '../../../schemas/curation/duplicate-decisions.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { useAsked } from '../parts/asked.ts';
import { Copyable } from '../parts/copyable.tsx';
import { exportCommand } from './commands.ts';

/** The decisions of a run as they are now: they are asked for again whenever one was made. */
export function useDecided(job: string): {
  readonly decided: DuplicateDecisions | null;
  readonly changed: () => void;
} {
  const [version, setVersion] = useState(0);
  const { answer } = useAsked((client) => client.decisions(job), [job, version]);
  return { decided: answer, changed: () => setVersion((before) => before + 1) };
}

interface EndProps {
  readonly job: string;
  readonly corpus: string;
  readonly decided: DuplicateDecisions | null;
}

/** What was decided, and the command that applies it. */
export function DecidedSoFar({ job, corpus, decided }: EndProps): VNode {
  return (
    <section class="dup-part" aria-labelledby="decided">
      <h2 id="decided">Decided</h2>
      {decided !== null && (
        <>
          <dl class="tally">
            <Tally name="confirmed" value={decided.same} />
            <Tally name="kept after all" value={decided.different} />
            <Tally name="swapped" value={decided.swap} />
            {decided.threshold !== null && (
              <Tally name={`kept by the threshold ${decided.threshold.value}`} value={decided.by_threshold} />
            )}
          </dl>
          <p>
            An export leaves out <b>{counted(decided.left_out, 'row')}</b>.
          </p>
        </>
      )}
      <Copyable name="The export that applies it" text={exportCommand(corpus, job, location.origin)} />
    </section>
  );
}

function Tally({ name, value }: { readonly name: string; readonly value: number }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{grouped(value)}</dd>
    </div>
  );
}
