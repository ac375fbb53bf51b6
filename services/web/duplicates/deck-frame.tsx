import type { ComponentChildren, VNode } from 'preact';
import type { DeduplicateReport } from '../../../schemas/curation/deduplicate.ts';
import { Problem } from '../parts/problem.tsx';
import { may } from '../shell/session.ts';
import { afterSwaps } from './after-swaps.ts';
import { PairList } from './pair-list.tsx';
import type { Pair } from './pair.ts';
import { withDecision, type Decisions } from './use-decisions.ts';

interface FrameProps {
  readonly corpus: string;
  readonly report: DeduplicateReport;
  /** What stands beside the cards, and its name for screen readers. */
  readonly side: ComponentChildren;
  readonly sideName: string;
  /** What went wrong, each with a way to try again where that may help. */
  readonly problems: readonly { readonly error: Error | null; readonly again?: () => void }[];
  /** How many cards there are, in words. */
  readonly told: ComponentChildren;
  readonly pairs: readonly Pair[];
  readonly decisions: Decisions;
  readonly readOn: () => void;
  /** Starts at the first card again when it changes. */
  readonly about: string;
  /** What stands below the cards. */
  readonly children?: ComponentChildren;
}

/** Cards to decide on, and what stands beside them. */
export function DeckFrame(props: FrameProps): VNode {
  const { corpus, report, side, sideName, problems, told, pairs, decisions, readOn, about } = props;
  return (
    <div class="dup-body">
      <aside class="dup-side" aria-label={sideName}>
        {side}
      </aside>
      <div class="dup-main">
        {problems.map(
          ({ error, again }, at) =>
            error !== null && <Problem key={at} error={error} {...(again !== undefined && { again })} />,
        )}
        <p class="soft" role="status">
          {told}
        </p>
        <PairList
          pairs={afterSwaps(pairs, decisions.made)}
          corpus={corpus}
          keptCorpus={report.against ?? corpus}
          decide={may('write') ? decisions.decide : null}
          undo={decisions.undo}
          readOn={readOn}
          about={about}
        />
        {props.children}
      </div>
    </div>
  );
}

/** The pairs with what was decided on them here. */
export function decidedHere(pairs: readonly Pair[], { made }: Decisions): readonly Pair[] {
  return pairs.map((pair) => withDecision(pair, made));
}
