import { grouped } from '../../../schemas/counted.ts';
import { at } from '../../runtime/at.ts';
import type { Output } from './output.ts';
import { bar, oneLine, table } from './text.ts';

const LABEL_WIDTH = 32;
const BAR_WIDTH = 16;
const SHORTEST_EXAMPLE = 20;
const LONGEST_LINE = 120;

interface CountedWork {
  readonly name: string;
  readonly count: number;
  readonly examples: readonly string[];
}

/** A table of task labels or kinds of work with the number of their rows, a bar for it, and one example. */
export function taskLines(title: 'TASK' | 'KIND', tasks: readonly CountedWork[], output: Output): string[] {
  const { glyphs } = output;
  const most = Math.max(1, ...tasks.map(({ count }) => count));
  const labels = tasks.map(({ name }) => oneLine(name, LABEL_WIDTH, glyphs.ellipsis));
  const before = Math.max(4, ...labels.map((label) => label.length)) + String(most).length + BAR_WIDTH + 10;
  const room = Math.max(SHORTEST_EXAMPLE, Math.min(output.width, LONGEST_LINE) - before);
  const rows = tasks.map(({ count, examples }, index) => [
    at(labels, index),
    grouped(count),
    bar(count / most, BAR_WIDTH, glyphs.bar),
    oneLine(examples[0] ?? '', room, glyphs.ellipsis),
  ]);
  return table([{ title }, { title: 'ROWS', align: 'right' }, { title: '' }, { title: 'EXAMPLE' }], rows);
}
