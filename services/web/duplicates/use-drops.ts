import { useEffect, useRef, useState } from 'preact/hooks';
import type { DropPage, DropsQuery } from '../../../schemas/curation/duplicate-decisions.ts';
import { noteRefusal, service } from '../shell/session.ts';
import { pairOfDrop, type Pair } from './pair.ts';

const A_PAGE = 20;

export interface Drops {
  /** The first page; null until it has come. */
  readonly page: DropPage | null;
  readonly pairs: readonly Pair[];
  readonly problem: Error | null;
  readonly readOn: () => void;
  readonly again: () => void;
}

interface Read {
  readonly page: DropPage | null;
  readonly pairs: readonly Pair[];
  readonly next: number | null;
}

const NOTHING: Read = { page: null, pairs: [], next: 0 };

/** The drops of a job that pass the filters, read page by page as they are looked at. */
export function useDrops(job: string, query: Partial<DropsQuery>): Drops {
  const [read, setRead] = useState(NOTHING);
  const [problem, setProblem] = useState<Error | null>(null);
  const reading = useRef(0);
  const about = `${job} ${JSON.stringify(query)}`;
  const turn = useRef(0);
  const readPage = async (after: number): Promise<void> => {
    const mine = turn.current;
    reading.current = after + 1;
    try {
      const page = await service().drops(job, { ...query, limit: A_PAGE, after });
      if (mine !== turn.current) return;
      const more = page.drops.map(pairOfDrop);
      setRead((before) =>
        after === 0
          ? { page, pairs: more, next: page.next }
          : { ...before, pairs: [...before.pairs, ...more], next: page.next },
      );
      setProblem(null);
    } catch (error) {
      noteRefusal(error);
      if (mine === turn.current) setProblem(error as Error);
    } finally {
      if (mine === turn.current) reading.current = 0;
    }
  };
  const readOn = (): void => {
    if (reading.current === 0 && read.next !== null && problem === null) void readPage(read.next);
  };
  useEffect(() => {
    turn.current += 1;
    void readPage(0);
    return () => void (turn.current += 1);
  }, [about]);
  return { ...read, problem, readOn, again: () => void readPage(read.next ?? 0) };
}
