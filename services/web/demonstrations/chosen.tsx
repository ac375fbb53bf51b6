import type { VNode } from 'preact';
import type { DemonstrationsResponse } from '../../../schemas/api/found-demonstrations.ts';
import { counted } from '../../../schemas/counted.ts';
import { percent } from '../parts/told-in-words.ts';
import type { DemonstrationsAsked } from './asked-for.ts';
import { DemonstrationCard } from './demonstration-card.tsx';
import { RenderedPrompt } from './rendered-prompt.tsx';
import { RepeatPanel } from './repeat-panel.tsx';

interface ChosenDemonstrationsProps {
  readonly asked: DemonstrationsAsked;
  readonly answer: DemonstrationsResponse;
}

/** What one strategy has chosen, the prompt that it makes, and how to have it without the page. */
export function ChosenDemonstrations({ asked, answer }: ChosenDemonstrationsProps): VNode {
  const { demonstrations, reason, asks } = answer;
  return (
    <>
      <p class="soft" role="status">
        {counted(demonstrations.length, 'demonstration')}, {counted(answer.tokens, 'token')}
        {asks !== null && ` · asks for something: ${percent(asks)}`}
        {' · '}
        {consideredOf(answer)} · {answer.timing_ms.total.toFixed(0)} ms
      </p>
      {reason !== null && <p class="note">{reason}</p>}
      <ol class="cards">
        {[...demonstrations]
          .sort((a, b) => a.rank - b.rank)
          .map((one) => (
            <DemonstrationCard key={one.record.id} demonstration={one} />
          ))}
      </ol>
      <RenderedPrompt prompt={answer.prompt} />
      <RepeatPanel asked={asked} />
    </>
  );
}

/** How many were looked at, and why others were left out. */
function consideredOf({ considered }: DemonstrationsResponse): string {
  const left: readonly (readonly [number, string])[] = [
    [
      considered.near_copies,
      considered.near_copies === 1 ? 'near copy of the prompt' : 'near copies of the prompt',
    ],
    [considered.below_fit, 'unlikely to fit'],
    [considered.below_threshold, 'too far in task'],
    [considered.without_answer, 'without an answer'],
    [considered.repeated, 'repeated'],
    [considered.too_long, 'too long'],
    [considered.refused, 'refused by the chat template'],
  ];
  const told = left.filter(([count]) => count > 0).map(([count, why]) => `${count} ${why}`);
  return [`${considered.candidates} considered`, ...told].join(', ');
}
