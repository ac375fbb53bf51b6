import type { VNode } from 'preact';
import type { DropDecision } from '../../../schemas/curation/duplicate-decisions.ts';
import { ago } from '../parts/told-in-words.ts';
import { writeAddress } from '../shell/address.ts';
import { ComparedText, OneOfTwo } from './compared-text.tsx';
import { outcomeOf, reasonTitle, scoresInWords, type Pair } from './pair.ts';

export type Decide = (pair: Pair, decision: DropDecision | null) => void;

interface CardProps {
  readonly pair: Pair;
  readonly corpus: string;
  /** The corpus of the row that stands for the other. */
  readonly keptCorpus: string;
  readonly number: number;
  /** Null where the key may look only. */
  readonly decide: Decide | null;
}

const DECIDED: Readonly<Record<DropDecision, string>> = {
  same: 'Same: the drop stands',
  different: 'Different: both stay',
  swap: 'Swapped: the other one stays',
};

/** A pair to decide on: what differs, why one row goes, and which one stays. */
export function PairCard({ pair, corpus, keptCorpus, number, decide }: CardProps): VNode {
  const { id, duplicate_of: keptId, dropped, kept, decision, source, kept_source: keptSource } = pair;
  const stays = outcomeOf(decision);
  const hasInput = (dropped?.input ?? '') !== '' || (kept?.input ?? '') !== '';
  const outputs = { dropped: dropped?.output ?? '', kept: kept?.output ?? '' };
  return (
    <>
      <header class="pair-head">
        <h2>
          <span class="pair-number">{number}</span> {reasonTitle(pair)}
        </h2>
        <Scores pair={pair} />
      </header>
      <div class="pair-request">
        <ComparedText dropped={dropped?.instruction ?? ''} kept={kept?.instruction ?? ''} />
        {hasInput && (
          <div class="pair-input">
            <ComparedText dropped={dropped?.input ?? ''} kept={kept?.input ?? ''} />
          </div>
        )}
      </div>
      <div class="pair-rows">
        {(
          [
            ['dropped', id, corpus, source],
            ['kept', keptId, keptCorpus, keptSource],
          ] as const
        ).map(([side, row, where, from]) => (
          <section key={side} class={stays[side] ? 'pair-row stays' : 'pair-row goes'}>
            <h3>
              <b>{stays[side] ? 'Stays' : 'Goes'}</b>
              <a href={writeAddress({ view: 'rows', told: { corpus: where, row } })}>
                {from ?? 'open the row'}
              </a>
            </h3>
            {(side === 'dropped' ? dropped : kept) === null ? (
              <p class="bad">It is not stored any more.</p>
            ) : outputs[side] === '' ? (
              <p class="soft">No answer.</p>
            ) : (
              <OneOfTwo side={side} {...outputs} />
            )}
          </section>
        ))}
      </div>
      {decide !== null && <Acts pair={pair} decide={decide} canSwap={keptCorpus === corpus} />}
    </>
  );
}

/** Why the row was dropped, and whether that was for another one than stays. */
function Scores({ pair }: { readonly pair: Pair }): VNode {
  return (
    <>
      <p class="soft">{scoresInWords(pair)}</p>
      {pair.isAfterSwap === true && (
        <p class="soft">A swap put another row in the place of the one that it was compared with.</p>
      )}
    </>
  );
}

interface ActsProps {
  readonly pair: Pair;
  readonly decide: Decide;
  readonly canSwap: boolean;
}

function Acts({ pair, decide, canSwap }: ActsProps): VNode {
  const { decision, decided } = pair;
  const act = (name: string, key: string, meant: DropDecision): VNode => (
    <button
      type="button"
      class={decision === meant ? 'act chosen' : 'act'}
      aria-pressed={decision === meant}
      onClick={() => decide(pair, meant)}
    >
      {name} <kbd>{key}</kbd>
    </button>
  );
  return (
    <footer class="pair-acts">
      {act('Same', 'y', 'same')}
      {act('Different', 'n', 'different')}
      {canSwap && act('Swap', 's', 'swap')}
      {decision !== null && (
        <>
          <span class="decided" role="status">
            {DECIDED[decision]}
            {decided !== null && (
              <small>
                {' '}
                · {decided.by}, {ago(decided.at, Date.now())}
              </small>
            )}
          </span>
          <button type="button" class="quiet" onClick={() => decide(pair, null)}>
            Take back
          </button>
        </>
      )}
    </footer>
  );
}
