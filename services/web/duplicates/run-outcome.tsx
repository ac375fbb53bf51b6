import type { VNode } from 'preact';
import type { DeduplicateReport } from '../../../schemas/curation/deduplicate.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { useAsked } from '../parts/asked.ts';
import { RadioChoices } from '../parts/choices.tsx';
import { Problem } from '../parts/problem.tsx';
import { tell, whereNow } from '../shell/where.ts';
import { Conflicts } from './conflicts.tsx';
import { Deck } from './deck.tsx';
import { SampleDeck } from './sample-deck.tsx';
import { modeOf, MODES, type Mode } from './told-of-run.ts';

const SHOWN: Readonly<Record<Mode, string>> = { '': 'Drops', sample: 'Sample', conflicts: 'Conflicts' };

interface ResultProps {
  readonly job: string;
  readonly corpus: string;
}

/** What a run found, in three ways to look at it. */
export function RunOutcome({ job, corpus }: ResultProps): VNode {
  const {
    answer: report,
    error,
    again,
  } = useAsked(
    async (client) => {
      const found = await client.report(job);
      return found.kind === 'deduplicate' ? found : null;
    },
    [job],
  );
  const mode = modeOf(whereNow().told);
  if (error !== null) return <Problem error={error} again={again} />;
  if (report === null) return <p class="soft">Reading the report …</p>;
  return (
    <>
      <header class="found-head">
        <h1>{headline(report)}</h1>
        <RadioChoices
          name="What is shown of the run"
          options={MODES.map((one) => [one, titleOf(one, report)] as const)}
          chosen={mode}
          choose={(show) => tell({ show })}
        />
      </header>
      {mode === '' && <Deck job={job} corpus={corpus} report={report} />}
      {mode === 'sample' && <SampleDeck job={job} corpus={corpus} report={report} />}
      {mode === 'conflicts' && <Conflicts job={job} corpus={corpus} report={report} />}
    </>
  );
}

function headline({ rows, filtered, against }: DeduplicateReport): string {
  const which = against === null ? 'are duplicates' : `are in ${against} already`;
  return `${grouped(filtered)} of ${counted(rows, 'row')} ${which}`;
}

function titleOf(mode: Mode, { filtered, conflicts }: DeduplicateReport): string {
  if (mode === '') return `${SHOWN[mode]} (${grouped(filtered)})`;
  return mode === 'conflicts' ? `${SHOWN[mode]} (${grouped(conflicts.requests)})` : SHOWN[mode];
}
