import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeduplicateReport } from '../../../schemas/curation/deduplicate.ts';
import type { DuplicateAudit } from '../../../schemas/curation/duplicate-audit.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { useAsked } from '../parts/asked.ts';
import { Copyable } from '../parts/copyable.tsx';
import { service } from '../shell/session.ts';
import { sampleCommand } from './commands.ts';
import { DecidedSoFar, useDecided } from './decided-so-far.tsx';
import { DeckFrame, decidedHere } from './deck-frame.tsx';
import { decisionsMadeOn } from './decisions-file.ts';
import { judgedSoFar } from './judged-so-far.ts';
import { Keys } from './keys.tsx';
import { pairOfSample, type Pair } from './pair.ts';
import { useDecisions } from './use-decisions.ts';

const SIZE = 100;
const SEED = 42;

interface SampleProps {
  readonly job: string;
  readonly corpus: string;
  readonly report: DeduplicateReport;
}

/** A random sample of the near copies and paraphrases to judge, and how many of all are right by it. */
export function SampleDeck({ job, corpus, report }: SampleProps): VNode {
  const { answer, error, again } = useAsked(
    async (client) => {
      const { pairs } = await client.sampleDrops(job, { size: SIZE, seed: SEED });
      const before = await decisionsMadeOn(client, job);
      return pairs.map((pair) => pairOfSample(pair, before.get(pair.id) ?? null));
    },
    [job],
  );
  const { decided, changed } = useDecided(job);
  const decisions = useDecisions(job, changed);
  const pairs = decidedHere(answer ?? [], decisions);
  const { audit, failure } = useAudit(job, pairs, report.audit ?? null);
  return (
    <DeckFrame
      {...{ corpus, report, decisions, pairs }}
      sideName="What the sample says"
      side={
        <>
          <Estimate audit={audit} pairs={pairs} />
          <DecidedSoFar job={job} corpus={corpus} decided={decided} />
          <Keys canSwap={report.against === null} judging />
          <Copyable name="The same sample as a file" text={sampleCommand(job, SIZE, SEED, location.origin)} />
        </>
      }
      problems={[{ error, again }, { error: decisions.problem }, { error: failure }]}
      told={
        answer === null
          ? 'Drawing …'
          : pairs.length === 0
            ? 'There are no near copies and no paraphrases: exact copies are right by construction.'
            : `${counted(pairs.length, 'pair')} drawn at random, in random order: judge from the first on.`
      }
      readOn={() => undefined}
      about={job}
    />
  );
}

/** Counts what was judged from the first pair on, and keeps the result beside those of the job. */
function useAudit(
  job: string,
  pairs: readonly Pair[],
  before: DuplicateAudit | null,
): { readonly audit: DuplicateAudit | null; readonly failure: Error | null } {
  const [audit, setAudit] = useState(before);
  const [failure, setFailure] = useState<Error | null>(null);
  const judgements = judgedSoFar(pairs);
  const about = JSON.stringify(judgements);
  const sent = useRef<string | null>(null);
  useEffect(() => {
    if (pairs.length === 0) return;
    const isNew = sent.current !== null && sent.current !== about;
    sent.current = about;
    if (!isNew || judgements.length === 0) return;
    service()
      .judgeDrops(job, { size: SIZE, seed: SEED, judgements })
      .then(
        (result) => {
          if (sent.current === about) setAudit(result);
          setFailure(null);
        },
        (error: unknown) => setFailure(error as Error),
      );
  }, [about, pairs.length]);
  return { audit, failure };
}

const percentWithTenths = (share: number): string => `${(share * 100).toFixed(1)} %`;

function Estimate({
  audit,
  pairs,
}: {
  readonly audit: DuplicateAudit | null;
  readonly pairs: readonly Pair[];
}): VNode {
  const judged = judgedSoFar(pairs).length;
  const near = audit?.near ?? null;
  const [low = 0, high = 0] = near?.interval ?? [];
  return (
    <section class="dup-part" aria-labelledby="estimate">
      <h2 id="estimate">Estimated precision</h2>
      {near === null || near.precision === null ? (
        <p class="soft">Judge a few pairs, and it says how many of the drops are right.</p>
      ) : (
        <>
          <p class="fit">
            <b>{percentWithTenths(near.precision)}</b> of{' '}
            {counted(near.drops, 'near copy or paraphrase', 'near copies and paraphrases')}
            are right
          </p>
          <div class="interval" aria-hidden="true">
            <span style={{ left: `${low * 100}%`, width: `${(high - low) * 100}%` }} />
            <i style={{ left: `${near.precision * 100}%` }} />
          </div>
          <p class="soft">
            95 % interval {percentWithTenths(low)} to {percentWithTenths(high)} (Wilson), by {near.judged}{' '}
            judged.
          </p>
        </>
      )}
      {pairs.length > 0 && (
        <>
          <progress value={judged} max={pairs.length} aria-label="Share judged" />
          <p class="soft">
            {grouped(judged)} of {grouped(pairs.length)} judged from the first on
          </p>
        </>
      )}
    </section>
  );
}
