import type { ColumnMap } from '../../../schemas/layout.ts';
import type { InstructionContent, Json } from '../../../schemas/record.ts';
import { RowFields, withRest } from './fields.ts';
import { readHistory, writeFullContext } from './history.ts';
import { has, type Layout } from './layout.ts';
import type { Row } from '../row.ts';

/** The layout that a user describes by a map from fields to columns. Columns that are not in the map become metadata. */
export function columnsLayout(map: ColumnMap): Layout {
  return {
    name: 'columns',
    fits: (row) => has(row, map.instruction),
    read: (row) => readColumns(row, map),
    write: (content) => writeColumns(content, map),
  };
}

function readColumns(row: Row, map: ColumnMap): InstructionContent {
  const fields = new RowFields(row);
  const optional = (name: string | undefined): string => (name === undefined ? '' : fields.text(name));
  return fields.content({
    instruction: fields.requiredText(map.instruction),
    input: optional(map.input),
    output: map.output === undefined ? '' : fields.answer(map.output),
    system: optional(map.system),
    history: map.history === undefined ? [] : readHistory(fields, map.history),
    ...(map.source === undefined ? {} : { source: fields.text(map.source) }),
    ...(map.user_id === undefined ? {} : { userId: fields.text(map.user_id) }),
  });
}

function writeColumns(content: InstructionContent, map: ColumnMap): Row {
  const { instruction, input, output } = content;
  const source = content.source ?? '';
  const user_id = content.user_id ?? '';
  const values: Row = { instruction, input, output, source, user_id, ...writeFullContext(content) };
  const row: Record<string, Json> = {};
  for (const [field, column] of Object.entries(map)) {
    if (column !== undefined) row[column] = values[field] ?? '';
  }
  return withRest(row, {
    ...content,
    source: map.source === undefined ? content.source : null,
    user_id: map.user_id === undefined ? content.user_id : null,
  });
}
