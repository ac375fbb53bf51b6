import { z } from 'zod';
import { jsonObject } from './json.ts';
import { FORMAT_NAMES } from './file-formats.ts';

export const FileFormat = z.enum(FORMAT_NAMES);
export type FileFormat = z.infer<typeof FileFormat>;

export const LayoutName = z
  .enum(['alpaca', 'dolly', 'sharegpt', 'messages', 'query-response', 'text', 'columns'])
  .describe('The layout of a row. `columns` needs a column map.');
export type LayoutName = z.infer<typeof LayoutName>;

/** One of several columns, where another column says which: the right choice of a question, the better of two answers. */
const PickedColumn = z.strictObject({
  from: z
    .union([z.string(), z.array(z.string()).min(1).max(50)])
    .describe('The list of choices, or the columns that hold one each.'),
  by: z
    .string()
    .describe(
      'What says which: the number of a choice from 0, its letter, label or text, or a list of scores.',
    ),
  labels: z
    .array(z.string())
    .max(50)
    .optional()
    .describe('The values of `by`, in the order of the choices, where they are not the usual ones.'),
});

const OneSource = z.union([
  z
    .string()
    .describe('A column, a path such as `doc.question` or `turns[0].content`, or `{a}` and `{b}` joined.'),
  z.strictObject({ text: z.string().min(1).max(100_000) }).describe('A text that is the same in every row.'),
  PickedColumn,
]);

/** Where the text of a field is in a row. Of a list the first one counts that the row has. */
export const ColumnSource = z.union([OneSource, z.array(OneSource).min(1).max(50)]);
export type ColumnSource = z.infer<typeof ColumnSource>;

/** Which column of the file holds which field. At least `instruction` is needed. */
export const ColumnMap = z.strictObject({
  instruction: ColumnSource,
  input: ColumnSource.optional(),
  output: ColumnSource.optional(),
  system: ColumnSource.optional(),
  history: ColumnSource.optional(),
  source: ColumnSource.optional(),
  user_id: ColumnSource.optional(),
  options: z
    .union([z.string(), z.array(z.string()).min(1).max(50)])
    .optional()
    .describe(
      'The choices of a question: a list, or the columns that hold one each. They end the input, a line each.',
    ),
});
export type ColumnMap = z.infer<typeof ColumnMap>;

/** A field of a map that is no single column, such as one that joins several, so that it can only be read; null when none is. */
export function unwritableField({ options, ...sources }: ColumnMap): string | null {
  if (options !== undefined) return 'options';
  for (const [field, source] of Object.entries(sources)) {
    const first = Array.isArray(source) ? source[0] : source;
    if (typeof first === 'object' || /\{[^{}]+\}/.test(first ?? '')) return field;
  }
  return null;
}

export const RowValues = jsonObject(
  'The original values of the fields that would otherwise be written differently, such as null for a missing text.',
);

/**
 * The type that a value had in its file: a name as in Arrow, such as `double`, `timestamp[us, UTC]` or `decimal(10, 2)`, or
 * that of a list, of a map, or of an object with these fields.
 */
export type ValueType =
  | string
  | { readonly list: ValueType }
  | { readonly map: readonly [ValueType, ValueType] }
  | { readonly struct: readonly (readonly [string, ValueType])[] };
export const ValueType: z.ZodType<ValueType, ValueType> = z.lazy(() =>
  z.union([
    z.string(),
    z.strictObject({ list: ValueType }),
    z.strictObject({ map: z.tuple([ValueType, ValueType]) }),
    z.strictObject({ struct: z.array(z.tuple([z.string(), ValueType])) }),
  ]),
);

export const SplitName = z
  .string()
  .min(1)
  .max(200)
  .describe('The part of a data set that the row belongs to, such as `train` or `validation`.');

/** Where the rows of a file are, and what is known of all of them. The file itself says the rest. */
export const RowsOfFile = z.object({
  rows: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe(
      'The list that holds the rows of a JSON file, as a dotted path such as `data.items`; found when left out.',
    ),
  source: z.string().min(1).max(1_000).optional().describe('The source of the rows that name none.'),
  split: SplitName.optional().describe('The split of the rows of the file; told by the file when left out.'),
});

export const RowInLine = z
  .int()
  .positive()
  .describe(
    'Which of the rows that begin in this line it is, from 1, as in an array without line feeds. Absent where the line alone says it, and of ' +
      'the first row of a line outside an array.',
  );

/**
 * The original form of a row in its file, so that it can be written again as it came. It is not part of the record's
 * id.
 */
export const RowOrigin = z.object({
  file: z.string().max(255).describe('The name of the file as it was sent.'),
  line: z
    .int()
    .positive()
    .describe('The line in the file, or the number of the row when the format has no lines.'),
  row_in_line: RowInLine.optional(),
  part: z
    .int()
    .positive()
    .optional()
    .describe('Which record of the row it is, from 1, when one row holds several.'),
  split: SplitName.optional(),
  layout: LayoutName,
  fields: z.array(z.string()).describe('The names of the fields of the row, in their order.'),
  values: RowValues.optional(),
  types: z
    .record(z.string(), ValueType)
    .optional()
    .describe(
      'By JSON Pointer into the row: the types that its values had in the file where JSON does not tell them, ' +
        'such as `timestamp[us]`.',
    ),
  columns: ColumnMap.optional(),
});
export type RowOrigin = z.infer<typeof RowOrigin>;

/** Where a row stands: `line 7`, `row 3 of line 1`. */
export function lineInWords({ line, row_in_line: row }: Pick<RowOrigin, 'line' | 'row_in_line'>): string {
  return row === undefined ? `line ${line}` : `row ${row} of line ${line}`;
}
