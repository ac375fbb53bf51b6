import { useRef, useState } from 'preact/hooks';
import type { DropDecision } from '../../../schemas/curation/duplicate-decisions.ts';
import { noteRefusal, service } from '../shell/session.ts';
import type { Pair } from './pair.ts';

export interface Decisions {
  /** What was decided on rows here, by their ids, the last one last; null where it was taken back. */
  readonly made: ReadonlyMap<string, DropDecision | null>;
  readonly problem: Error | null;
  readonly decide: (pair: Pair, decision: DropDecision | null) => void;
  /** Takes the last decision back that was made here, and gives the id of its row. */
  readonly undo: () => string | null;
}

interface Done {
  readonly id: string;
  readonly before: DropDecision | null;
}

/**
 * Decides at once on the page, and keeps each decision at the service one after the other. One that cannot be kept is taken back.
 * @param onKept is called when one was kept
 */
export function useDecisions(job: string, onKept: () => void): Decisions {
  const [made, setMade] = useState<ReadonlyMap<string, DropDecision | null>>(new Map());
  const [problem, setProblem] = useState<Error | null>(null);
  const done = useRef<Done[]>([]);
  const queue = useRef(Promise.resolve());
  const keep = (id: string, decision: DropDecision | null, before: DropDecision | null): void => {
    const note = (value: DropDecision | null): void =>
      setMade((all) => new Map([...all].filter(([other]) => other !== id)).set(id, value));
    note(decision);
    queue.current = queue.current.then(async () => {
      try {
        await service().decideDrops(job, { decisions: [{ id, decision }] });
        setProblem(null);
        onKept();
      } catch (error) {
        noteRefusal(error);
        note(before);
        setProblem(error as Error);
      }
    });
  };
  return {
    made,
    problem,
    decide: ({ id, decision: before }, decision) => {
      if (before === decision) return;
      done.current.push({ id, before });
      keep(id, decision, before);
    },
    undo: () => {
      const last = done.current.pop();
      if (last === undefined) return null;
      keep(last.id, last.before, made.get(last.id) ?? null);
      return last.id;
    },
  };
}

/** A pair with what was decided here. */
export function withDecision(pair: Pair, made: Decisions['made']): Pair {
  const decision = made.get(pair.id);
  if (decision === undefined || decision === pair.decision) return pair;
  return { ...pair, decision, decided: null };
}
