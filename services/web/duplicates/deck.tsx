import type { VNode } from 'preact';
import type { DeduplicateReport } from '../../../schemas/curation/deduplicate.ts';
import type { DuplicateDecisions } from '../../../schemas/curation/duplicate-decisions.ts';
import { counted } from '../../../schemas/counted.ts';
import { Copyable } from '../parts/copyable.tsx';
import { whereNow } from '../shell/where.ts';
import { decideCommand, runCommand } from './commands.ts';
import { DecidedSoFar, useDecided } from './decided-so-far.tsx';
import { DeckFrame, decidedHere } from './deck-frame.tsx';
import { DropFilters } from './drop-filters.tsx';
import { Keys } from './keys.tsx';
import { ThresholdField } from './threshold-field.tsx';
import { dropsAskedFor } from './told-of-run.ts';
import { useDecisions } from './use-decisions.ts';
import { useDrops } from './use-drops.ts';

interface DeckProps {
  readonly job: string;
  readonly corpus: string;
  readonly report: DeduplicateReport;
}

/** The drops of a run as cards, the most doubtful or the surest first. */
export function Deck({ job, corpus, report }: DeckProps): VNode {
  const query = dropsAskedFor(whereNow().told);
  const { decided, changed } = useDecided(job);
  const threshold = query.threshold ?? decided?.threshold?.value;
  const drops = useDrops(job, { ...query, ...(threshold !== undefined && { threshold }) });
  const decisions = useDecisions(job, changed);
  const isAllDecided = decided !== null && openOf(decided) === 0;
  const command = decideCommand(job, decisions.made, location.origin);
  return (
    <DeckFrame
      {...{ corpus, report, decisions }}
      sideName="Which drops, and what was decided"
      side={
        <>
          <DropFilters report={report} query={query} />
          {drops.page !== null && (
            <ThresholdField job={job} page={drops.page} decided={decided} changed={changed} />
          )}
          <DecidedSoFar job={job} corpus={corpus} decided={decided} />
          <Keys canSwap={report.against === null} />
          <RepeatRun corpus={corpus} report={report} />
        </>
      }
      problems={[drops.problem, decisions.problem].map((error) => ({ error, again: drops.again }))}
      told={
        <>
          {drops.page === null
            ? 'Reading …'
            : `${counted(drops.page.total, 'drop')}, ${query.order === 'surest' ? 'the surest' : 'the most doubtful'} first.`}
          {isAllDecided && ' All are decided.'}
        </>
      }
      pairs={decidedHere(drops.pairs, decisions)}
      readOn={drops.readOn}
      about={`${job} ${JSON.stringify(query)}`}
    >
      {command !== null && <Copyable name="The last decision as a command" text={command} />}
    </DeckFrame>
  );
}

function openOf({ drops, same, different, swap, by_threshold: raised }: DuplicateDecisions): number {
  return drops - same - different - swap - raised;
}

/** The command that makes the same run again; nothing where the report does not say all that it went by. */
function RepeatRun({ corpus, report }: Pick<DeckProps, 'corpus' | 'report'>): VNode | null {
  const { keep, threshold, max_loss: maxLoss, against } = report;
  if (keep !== 'longest' && keep !== 'first') return null;
  const wanted = {
    ...{ threshold, keep, field: '' },
    maxLoss: maxLoss === undefined ? '0.5' : String(maxLoss ?? 'off'),
    against: against ?? '',
  };
  return (
    <details class="dup-part">
      <summary>Repeat the run</summary>
      <Copyable name="The run as a command" text={runCommand(corpus, wanted, location.origin)} />
    </details>
  );
}
