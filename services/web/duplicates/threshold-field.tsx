import type { VNode } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { DropPage, DuplicateDecisions } from '../../../schemas/curation/duplicate-decisions.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { Copyable } from '../parts/copyable.tsx';
import { Problem } from '../parts/problem.tsx';
import { score } from '../parts/told-in-words.ts';
import { may, noteRefusal, service } from '../shell/session.ts';
import { tell, whereNow } from '../shell/where.ts';
import { thresholdCommand } from './commands.ts';

interface ThresholdProps {
  readonly job: string;
  readonly page: DropPage;
  readonly decided: DuplicateDecisions | null;
  readonly changed: () => void;
}

/** A threshold that is moved without computing again: how many drops each one leaves is known. */
export function ThresholdField({ job, page, decided, changed }: ThresholdProps): VNode {
  const { held_at: steps, threshold: lowest } = page;
  const kept = decided?.threshold?.value ?? null;
  const told = Number(whereNow().told['threshold'] ?? '') || kept || lowest;
  const [moved, setMoved] = useState<number | null>(null);
  useLayoutEffect(() => setMoved(null), [told]);
  const placeOf = (value: number): number => steps.findLastIndex(({ threshold }) => threshold <= value);
  const place = Math.max(0, moved ?? placeOf(told));
  const at = steps[place];
  const value = at?.threshold ?? lowest;
  const all = steps[0]?.drops ?? 0;
  return (
    <section class="dup-part" aria-labelledby="threshold">
      <h2 id="threshold">Threshold {score(value)}</h2>
      <input
        type="range"
        min="0"
        max={steps.length - 1}
        value={place}
        aria-label="Threshold"
        aria-valuetext={`${score(value)}: ${grouped(at?.drops ?? 0)} of ${counted(all, 'drop')}`}
        onInput={(event) => setMoved(event.currentTarget.valueAsNumber)}
        onChange={(event) =>
          tell({ threshold: String(steps[event.currentTarget.valueAsNumber]?.threshold ?? '') }, 'small')
        }
      />
      <p class="range-ends">
        <span>{score(lowest)}, as it ran</span>
        <span>1</span>
      </p>
      <p>
        leaves <b>{grouped(at?.drops ?? 0)}</b> of {counted(all, 'drop')}
      </p>
      <p>
        <small>
          How alike the contents must be. Pairs that the encoder read, and found the same, may be less alike
          by up to 0.2.
        </small>
      </p>
      <Keep key={value} job={job} value={value === lowest ? null : value} kept={kept} changed={changed} />
    </section>
  );
}

interface KeepProps {
  readonly job: string;
  /** Null for that of the run. */
  readonly value: number | null;
  readonly kept: number | null;
  readonly changed: () => void;
}

/** Offers to keep a threshold, so that exports go by it. */
function Keep({ job, value, kept, changed }: KeepProps): VNode | null {
  const [problem, setProblem] = useState<Error | null>(null);
  if (value === kept) return value === null ? null : <p class="soft">Exports go by it.</p>;
  const keep = async (): Promise<void> => {
    try {
      await service().decideDrops(job, { threshold: value });
      changed();
    } catch (error) {
      noteRefusal(error);
      setProblem(error as Error);
    }
  };
  return (
    <>
      {problem !== null && <Problem error={problem} />}
      {may('write') && (
        <button class="main" type="button" onClick={() => void keep()}>
          {value === null ? 'Go back to that of the run' : `Let exports go by ${score(value)}`}
        </button>
      )}
      <details>
        <summary>As a command</summary>
        <Copyable name="The threshold as a command" text={thresholdCommand(job, value, location.origin)} />
      </details>
    </>
  );
}
