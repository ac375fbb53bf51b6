import type { DemonstrationsResponse } from '../../../schemas/api/found-demonstrations.ts';
import { counted } from '../../../schemas/counted.ts';
import type { Output } from './output.ts';
import { workOf } from './record-work.ts';
import { oneLine } from './text.ts';

const LONGEST_LINE = 110;
const WORK_WIDTH = 60;

/** The lines that show demonstrations, best first: their text, their scores, and why there are not more of them. */
export function demonstrationLines(answer: DemonstrationsResponse, output: Output): string[] {
  const width = Math.min(output.width, LONGEST_LINE);
  const { ellipsis, arrow } = output.glyphs;
  const byRank = [...answer.demonstrations].sort((a, b) => a.rank - b.rank);
  const lines = byRank.flatMap(({ record, scores, rank }) => {
    const near = `task ${score(scores.task)}  content ${score(scores.content)}`;
    const figures = scores.fit === undefined ? near : `fit ${score(scores.fit)}  ${near}`;
    const asked = [record.instruction, record.input].filter((text) => text !== '').join(' | ');
    return [
      `${output.style('bold', `#${rank}`)}  ${output.style('cyan', figures)}  ${oneLine(workOf(record), WORK_WIDTH, ellipsis)}`,
      `    ${oneLine(asked, width - 4, ellipsis)}`,
      `    ${output.style('dim', `${arrow} ${oneLine(record.output, width - 5 - arrow.length, ellipsis)}`)}`,
    ];
  });
  return answer.reason === null ? lines : [...lines, answer.reason];
}

/** One line on how the demonstrations were found. */
export function searchLine(answer: DemonstrationsResponse): string {
  const { considered, demonstrations, strategy, timing_ms: timing, tokens } = answer;
  const left = [
    [considered.near_copies, 'near copies of the query'],
    [considered.without_answer, 'without an answer'],
    [considered.repeated, 'repeated'],
    [considered.below_fit, 'unlikely to fit'],
    [considered.below_threshold, 'below the threshold'],
    [considered.too_long, 'too long'],
    [considered.refused, 'refused by the chat template'],
  ] as const;
  const why = left.filter(([count]) => count > 0).map(([count, reason]) => `${count} ${reason}`);
  const leftOut = why.length === 0 ? '' : `; left out: ${why.join(', ')}`;
  return (
    `${counted(demonstrations.length, 'demonstration')} (${strategy}, ${counted(tokens, 'token')}) out of ` +
    `${counted(considered.candidates, 'candidate')} in ${timing.total.toFixed(0)} ms${leftOut}`
  );
}

function score(value: number): string {
  return value.toFixed(2);
}
