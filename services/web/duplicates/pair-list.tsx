import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { PairCard, type Decide } from './pair-card.tsx';
import type { Pair } from './pair.ts';

/** When so few cards are left below, the next ones are read. */
const AHEAD = 5;

interface ListProps {
  readonly pairs: readonly Pair[];
  readonly corpus: string;
  readonly keptCorpus: string;
  readonly decide: Decide | null;
  /** Takes the last decision back, and gives the id of its row; null when there is none. */
  readonly undo: () => string | null;
  readonly readOn: () => void;
  /** Starts at the first card again when it changes. */
  readonly about: string;
}

/** Cards one below the other. `j` and `k` move, `y`, `n` and `s` decide and move on, `u` takes the last decision back. */
export function PairList(props: ListProps): VNode {
  const { pairs, about, decide, readOn } = props;
  const [current, setCurrent] = useState(0);
  const list = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => setCurrent(0), [about]);
  useEffect(() => {
    if (current >= pairs.length - AHEAD) readOn();
  }, [current, pairs.length]);
  const goTo = (place: number): void => {
    const next = Math.max(0, Math.min(pairs.length - 1, place));
    setCurrent(next);
    const card = list.current?.children[next];
    if (card instanceof HTMLElement) {
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: 'start' });
    }
  };
  usePairKeys({ ...props, current, goTo });
  const decideAndGoOn: Decide | null =
    decide &&
    ((pair, decision) => {
      decide(pair, decision);
      setCurrent(pairs.indexOf(pair));
    });
  return (
    <ol ref={list} class="pairs" aria-label="Pairs">
      {pairs.map((pair, at) => (
        <li
          key={pair.id}
          class={at === current ? 'pair current' : 'pair'}
          tabIndex={-1}
          aria-current={at === current ? 'true' : undefined}
          aria-posinset={at + 1}
          onFocus={() => setCurrent(at)}
        >
          <PairCard
            pair={pair}
            number={at + 1}
            corpus={props.corpus}
            keptCorpus={props.keptCorpus}
            decide={decideAndGoOn}
          />
        </li>
      ))}
    </ol>
  );
}

interface KeysProps extends ListProps {
  readonly current: number;
  readonly goTo: (place: number) => void;
}

/** Where letters are typed, keys decide nothing. */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'range' && target.type !== 'radio';
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function usePairKeys(props: KeysProps): void {
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const act = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (actOn(event.key, latest.current)) event.preventDefault();
    };
    addEventListener('keydown', act);
    return () => removeEventListener('keydown', act);
  }, []);
}

const DECISIONS = new Map([
  ['y', 'same'],
  ['n', 'different'],
  ['s', 'swap'],
] as const);

/** @returns whether the key means anything here */
function actOn(key: string, props: KeysProps): boolean {
  const { pairs, current, goTo, decide, undo, corpus, keptCorpus } = props;
  const pair = pairs[current];
  if (key === 'j' || key === 'k') {
    goTo(current + (key === 'j' ? 1 : -1));
    return true;
  }
  if (decide === null) return false;
  if (key === 'u') {
    const undone = undo();
    const place = pairs.findIndex(({ id }) => id === undone);
    if (place >= 0) goTo(place);
    else if (pair?.decision) decide(pair, null);
    return true;
  }
  const decision = DECISIONS.get(key as 'y');
  if (decision === undefined || pair === undefined) return false;
  if (decision === 'swap' && corpus !== keptCorpus) return false;
  decide(pair, decision);
  goTo(current + 1);
  return true;
}
