import type { TaskList } from '../../../schemas/api/corpora.ts';
import { at } from '../../runtime/at.ts';
import type { Output } from './output.ts';
import { bar, formatCount, oneLine, table } from './text.ts';

const LABEL_WIDTH = 32;
const BAR_WIDTH = 16;
const SHORTEST_EXAMPLE = 20;
const LONGEST_LINE = 120;

/** A table of task labels with the number of their rows, a bar for it, and one example. */
export function taskLines({ tasks }: TaskList, output: Output): string[] {
  const { glyphs } = output;
  const most = Math.max(1, ...tasks.map(({ count }) => count));
  const labels = tasks.map(({ label }) => oneLine(label, LABEL_WIDTH, glyphs.ellipsis));
  const before = Math.max(4, ...labels.map((label) => label.length)) + String(most).length + BAR_WIDTH + 10;
  const room = Math.max(SHORTEST_EXAMPLE, Math.min(output.width, LONGEST_LINE) - before);
  const rows = tasks.map(({ count, examples }, index) => [
    at(labels, index),
    formatCount(count),
    bar(count / most, BAR_WIDTH, glyphs.bar),
    oneLine(examples[0] ?? '', room, glyphs.ellipsis),
  ]);
  return table(
    [{ title: 'TASK' }, { title: 'ROWS', align: 'right' }, { title: '' }, { title: 'EXAMPLE' }],
    rows,
  );
}
