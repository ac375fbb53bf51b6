import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import { noteRefusal, service } from '../shell/session.ts';

/** A question to the service and what has come of it. The last answer stays while a newer one is awaited. */
export interface Asked<T> {
  readonly answer: T | null;
  readonly error: Error | null;
  readonly isAsking: boolean;
  readonly again: () => void;
}

/**
 * Asks the service when the component is first drawn, and whenever `about` changes. An answer that comes after the next
 * question was asked is dropped.
 * @param ask null for no question yet
 */
export function useAsked<T>(
  ask: ((client: Client) => Promise<T>) | null,
  about: readonly unknown[],
): Asked<T> {
  const [state, setState] = useState<Omit<Asked<T>, 'again'>>({
    answer: null,
    error: null,
    isAsking: ask !== null,
  });
  const turn = useRef(0);
  const latest = useRef(ask);
  latest.current = ask;
  const again = useCallback(() => {
    const question = latest.current;
    const mine = ++turn.current;
    if (question === null) return setState({ answer: null, error: null, isAsking: false });
    setState(({ answer }) => ({ answer, error: null, isAsking: true }));
    question(service()).then(
      (answer) => {
        if (mine === turn.current) setState({ answer, error: null, isAsking: false });
      },
      (error: unknown) => {
        noteRefusal(error);
        if (mine === turn.current) setState({ answer: null, error: error as Error, isAsking: false });
      },
    );
  }, []);
  useEffect(again, about);
  useEffect(() => () => void ++turn.current, []);
  return { ...state, again };
}
