import { OTHER_VALUE, type ColourCodes } from '../../../schemas/colour-file.ts';

/** Whether a field is the mark that says which rows a job keeps. */
export function isKeepMark(field: string): boolean {
  return /^marks\..*\.keep$/.test(field);
}

/** The column of such a mark with pale points for the rows that are not kept, so that one sees those that are. */
export function quietMarks(column: ColourCodes): ColourCodes {
  const { legend, codes } = column;
  if (!isKeepMark(legend.field)) return column;
  const kept = legend.entries.filter(({ value }) => value === 'true');
  const codeOf = legend.entries.map(({ value }) => (value === 'true' ? 1 : OTHER_VALUE));
  return {
    legend: { ...legend, entries: kept, other: codes.length - (kept[0]?.count ?? 0) - legend.without },
    codes: codes.map((code) => codeOf[code - 1] ?? code),
  };
}
