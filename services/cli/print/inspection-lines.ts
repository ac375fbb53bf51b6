import type { FileInspection, InspectedRow } from '../../../schemas/api/inspections.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { lineInWords } from '../../../schemas/layout.ts';
import { notReadLines } from './job-summary.ts';
import type { Output } from './output.ts';
import { oneLine, printable } from './text.ts';

const TITLE_WIDTH = 12;
const REASON_WIDTH = 300;

/** The lines that show how a file would be read: what it is, its first rows field by field, and what would not be read. */
export function inspectionLines(file: string, report: FileInspection, { width, glyphs }: Output): string[] {
  const { format, layout, map, looked_at, has_more, rejected, rows, rejections, not_read } = report;
  const fit = (text: string, room: number): string => oneLine(text, Math.max(20, room), glyphs.ellipsis);
  const titled = ({ title, text }: Titled): string =>
    `  ${title.padEnd(TITLE_WIDTH)}${fit(text, width - TITLE_WIDTH - 2)}`;
  const told = layout === 'columns' && map !== null ? `map ${map}` : `layout ${layout ?? 'unknown'}`;
  const of = has_more ? `the first ${counted(looked_at, 'row')}` : counted(looked_at, 'row');
  return [
    `${printable(file)}: ${format}, ${told}; ${of}, ${grouped(rejected)} rejected`,
    ...rows.flatMap((row) => ['', lineInWords(row), ...partsOf(row).map(titled)]),
    ...(rows.length > 0 ? [''] : []),
    ...rejections.map(({ line, reason }) => fit(`line ${line} is rejected: ${reason}`, REASON_WIDTH)),
    ...notReadLines(not_read),
  ];
}

interface Titled {
  readonly title: string;
  readonly text: string;
}

function partsOf(row: InspectedRow): Titled[] {
  const { instruction, input, output, system, history, source, user_id, metadata, unread, columns } = row;
  const texts = { system, instruction, input, output, source: source ?? '', id: user_id ?? '' };
  const shown = Object.entries(texts).filter(([name, text]) => text !== '' || name === 'output');
  return [
    ...history.map(({ role, content }) => ({ title: `(${role})`, text: content })),
    ...shown.map(([title, text]) => ({ title, text: text === '' ? '(none)' : text })),
    ...(metadata.length > 0 ? [{ title: 'metadata', text: metadata.join(', ') }] : []),
    ...(unread.length > 0 ? [{ title: 'not read', text: unread.join(', ') }] : []),
    ...(columns === null ? [] : [{ title: 'columns', text: JSON.stringify(columns) }]),
  ];
}
