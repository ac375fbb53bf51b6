import type { DemonstrationsResponse } from '../../../schemas/api/demonstrations.ts';
import type { KindLabel, TaskLabel } from '../../../schemas/record.ts';
import type { Output } from './output.ts';
import { oneLine, plural } from './text.ts';

const LONGEST_LINE = 110;
const WORK_WIDTH = 60;

/** The lines that show demonstrations, best first: their text, their scores, and why there are not more of them. */
export function demonstrationLines(answer: DemonstrationsResponse, output: Output): string[] {
  const width = Math.min(output.width, LONGEST_LINE);
  const { ellipsis, arrow } = output.glyphs;
  const byRank = [...answer.demonstrations].sort((a, b) => a.rank - b.rank);
  const lines = byRank.flatMap(({ record, scores, rank }) => {
    const label = record.label === null ? 'no label' : labelText(record.label);
    const work = record.kind === undefined ? label : `${label}  ${chanceText(record.kind)}`;
    const figures = `task ${score(scores.task)}  content ${score(scores.content)}  total ${score(scores.total)}`;
    const asked = [record.instruction, record.input].filter((text) => text !== '').join(' | ');
    return [
      `${output.style('bold', `#${rank}`)}  ${output.style('cyan', figures)}  ${oneLine(work, WORK_WIDTH, ellipsis)}`,
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
    [considered.below_threshold, 'below the threshold'],
    [considered.too_long, 'too long'],
  ] as const;
  const why = left.filter(([count]) => count > 0).map(([count, reason]) => `${count} ${reason}`);
  const leftOut = why.length === 0 ? '' : `; left out: ${why.join(', ')}`;
  return (
    `${plural(demonstrations.length, 'demonstration')} (${strategy}, ${plural(tokens, 'token')}) out of ` +
    `${plural(considered.candidates, 'candidate')} in ${timing.total.toFixed(0)} ms${leftOut}`
  );
}

/** A label with its chance, as a kind has it, when the encoder told it; without when the words of the instruction say it. */
function labelText(label: TaskLabel): string {
  return label.from === undefined ? label.name : chanceText(label);
}

function chanceText({ name, confidence }: KindLabel): string {
  return `${name} (${score(confidence)})`;
}

function score(value: number): string {
  return value.toFixed(2);
}
