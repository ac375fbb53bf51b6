import type { ColumnMap, ColumnSource } from '../../../schemas/layout.ts';
import type { InstructionContent, Json } from '../../../schemas/record.ts';
import { RowProblem, type Row } from '../row.ts';
import { choiceLines, pickChoice, readChoices } from './choices.ts';
import { RowFields, withRest } from './fields.ts';
import { followPath } from './field-path.ts';
import { readHistory, writeFullContext } from './history.ts';
import { partsIn, type Layout } from './layout.ts';
import { answerText, textOfValue } from './value-text.ts';

type OneSource = Exclude<ColumnSource, readonly unknown[]>;
/** A column map in which every field has one source: that which the row has. */
type OneSourceMap = { readonly [F in Exclude<keyof ColumnMap, 'options'>]?: OneSource } & Pick<
  ColumnMap,
  'options'
>;

const PLACEHOLDER = /\{([^{}]+)\}/g;

/** The layout that a column map describes. Columns that are not in the map become metadata. */
export function columnsLayout(map: ColumnMap, name?: string): Layout {
  return {
    name: 'columns',
    columns: map,
    ...(name !== undefined && { map: name }),
    fits: (row) => isThere(row, oneOf(row, map.instruction)),
    forRow: (row) => columnsLayout(columnsOf(row, map), name),
    read: (row) => readColumns(row, columnsOf(row, map)),
    write: (content) => writeColumns(content, map),
    writes: partsIn(map),
  };
}

/** The map with the columns that a row has: of several sources the first one with a text, names as the row writes them. */
function columnsOf(row: Row, map: ColumnMap): ColumnMap & OneSourceMap {
  const { options, ...sources } = map;
  const entries = Object.entries(sources).map(([field, source = '']): [string, OneSource] => [
    field,
    oneOf(row, source),
  ]);
  return {
    ...(Object.fromEntries(entries) as ColumnMap & OneSourceMap),
    ...(options !== undefined && { options }),
  };
}

function oneOf(row: Row, source: ColumnSource): OneSource {
  const sources = Array.isArray(source) ? source : [source];
  const found =
    sources.find((each) => hasText(row, each)) ??
    sources.find((each) => isThere(row, each)) ??
    sources[0] ??
    '';
  return typeof found === 'string' ? (followPath(row, found)?.column ?? found) : found;
}

function isThere(row: Row, source: OneSource): boolean {
  if (typeof source === 'string' && !isTemplate(row, source))
    return (followPath(row, source)?.value ?? null) !== null;
  return hasText(row, source);
}

function hasText(row: Row, source: OneSource): boolean {
  if (typeof source === 'object') return 'text' in source || picked(row, source) !== null;
  if (isTemplate(row, source))
    return [...source.matchAll(PLACEHOLDER)].some(([, path]) => textAt(row, path ?? '') !== '');
  return textAt(row, source).trim() !== '';
}

/** Whether a source joins columns, as `{definition}\n{inputs}` does, and is not a column of that name. */
function isTemplate(row: Row, source: string): boolean {
  return source.includes('{') && !Object.hasOwn(row, source) && source.search(PLACEHOLDER) !== -1;
}

function textAt(row: Row, path: string): string {
  return textOfValue(followPath(row, path)?.value ?? null);
}

function picked(row: Row, { from, by, labels }: Extract<OneSource, { from: unknown }>): string | null {
  const choices = readChoices(row, from, labels);
  return choices === null ? null : pickChoice(choices, followPath(row, by)?.value ?? null);
}

function readColumns(row: Row, map: ColumnMap & OneSourceMap): InstructionContent {
  const fields = new RowFields(row);
  const text = (source: OneSource | undefined): string =>
    source === undefined ? '' : readSource(row, fields, source);
  const { source, user_id: userId } = map;
  return fields.content({
    instruction: readInstruction(row, fields, map.instruction),
    input: readInput(row, map, text),
    output: map.output === undefined ? '' : readAnswer(row, fields, map.output),
    system: text(map.system),
    history: map.history === undefined ? [] : readTurns(row, fields, map.history),
    ...(source === undefined ? {} : { source: text(source) }),
    ...(userId === undefined ? {} : { userId: text(userId) }),
  });
}

/** The text of a source. A column that holds a text is taken; whatever else is read stays in the metadata as it is. */
function readSource(row: Row, fields: RowFields, source: OneSource): string {
  if (typeof source === 'object') return 'text' in source ? source.text : (picked(row, source) ?? '');
  const column = followPath(row, source)?.column ?? null;
  if (column !== null && typeof row[column] !== 'object') return fields.text(column);
  if (!isTemplate(row, source)) return textAt(row, source);
  const texts = [...source.matchAll(PLACEHOLDER)].map(([, path]) => textAt(row, path ?? ''));
  const joined = source.replaceAll(PLACEHOLDER, (_whole, path: string) => textAt(row, path));
  if (texts.every((text) => text === '')) return '';
  return texts.every((text) => text !== '') ? joined : joined.trim();
}

function readInstruction(row: Row, fields: RowFields, source: OneSource): string {
  const instruction = readSource(row, fields, source);
  if (instruction.trim() !== '') return instruction;
  const isMissing =
    typeof source === 'string' && !isTemplate(row, source) && followPath(row, source) === null;
  const name = typeof source === 'string' ? `\`${source}\`` : 'what the column map names';
  throw new RowProblem(
    isMissing
      ? `${name} is missing: add it, or give a column map`
      : `${name} is empty: an instruction needs text`,
  );
}

/** The input, and below it the choices of a question. With these it is no longer word for word what its column holds. */
function readInput(row: Row, { input, options }: OneSourceMap, text: (source?: OneSource) => string): string {
  const choices = options === undefined ? null : readChoices(row, options);
  if (choices === null) return text(input);
  const before = input === undefined ? '' : readSource(row, new RowFields(row), input);
  return [before, choiceLines(choices)].filter((part) => part !== '').join('\n\n');
}

function readAnswer(row: Row, fields: RowFields, source: OneSource): string {
  if (fields.isMarkedBad() && typeof source === 'string' && source !== 'label') return '';
  if (typeof source === 'object' || isTemplate(row, source)) return readSource(row, fields, source);
  const found = followPath(row, source);
  if (found === null || found.column !== null) return fields.answer(found?.column ?? source);
  const answer = answerText(found.value);
  if (answer !== null) return answer;
  throw new RowProblem(`\`${source}\` is an object with several texts: name the one that is the answer`);
}

function readTurns(row: Row, fields: RowFields, source: OneSource): InstructionContent['history'] {
  if (typeof source === 'object')
    throw new RowProblem('`history` must be a column or a path: correct the column map');
  const found = followPath(row, source);
  if (found === null || found.column !== null) return readHistory(fields, found?.column ?? source);
  return readHistory(new RowFields({ [source]: found.value }), source);
}

function writeColumns(content: InstructionContent, map: ColumnMap): Row {
  const { instruction, input, output } = content;
  const source = content.source ?? '';
  const user_id = content.user_id ?? '';
  const values: Row = { instruction, input, output, source, user_id, ...writeFullContext(content) };
  const row: Record<string, Json> = {};
  for (const [field, column] of Object.entries(map)) {
    const name = Array.isArray(column) ? column[0] : column;
    if (typeof name === 'string' && field !== 'options') row[name] = values[field] ?? '';
  }
  return withRest(row, {
    ...content,
    source: map.source === undefined ? content.source : null,
    user_id: map.user_id === undefined ? content.user_id : null,
  });
}
