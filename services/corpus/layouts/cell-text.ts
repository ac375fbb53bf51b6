import type { Json } from '../../../schemas/record.ts';
import { surveyJson } from '../formats/json-limits.ts';
import { parseJson } from '../formats/json-text.ts';
import { messageOf } from '../formats/raw-row.ts';
import { readValue } from '../json-value.ts';
import { RowProblem } from '../row.ts';
import { NoPythonLiteral, readPythonLiteral } from './python-literal.ts';

/** What a text holds: a list or an object that was written as JSON or by Python, or the reason why it can't be read. */
type CellContent = { readonly value: Json } | { readonly problem: string };

/** Cells of a spreadsheet hold no more characters. */
const SPREADSHEET_CELL = 32_767;
const LONG_CELL = 1_000;
const MAX_LONG_CELLS = 4;
const LIKE_STRUCTURE = /^\s*(?:[[{(]|array\()/;
const LIKE_JSON = /^\s*(?:\[\s*)?(?:\{\s*)?"/;
/** A struct whose first value that is no list or struct has no quotes. Numbers and Python's names look the same there. */
const LIKE_DUCKDB = /^\s*(?:\[\s*)?\{'[^'\n]*':(?!\s*(?:['"[{(\d+-]|\w+\(|None\b|True\b|False\b|nan\b))/;

/**
 * The list or object in a text, which may be written as JSON, as in cells of CSV files, or by Python's `repr`, as pandas
 * leaves it there; null when the text begins like neither.
 */
export function readCellText(text: string): CellContent | null {
  if (!LIKE_STRUCTURE.test(text)) return null;
  const known = longCells.get(text);
  if (known !== undefined) return known;
  const read = parseCellText(text);
  if (text.length < LONG_CELL) return read;
  const [oldest] = longCells.size < MAX_LONG_CELLS ? [] : longCells.keys();
  if (oldest !== undefined) longCells.delete(oldest);
  longCells.set(text, read);
  return read;
}

/** What the last long cells hold: the cells of a row are asked for several times, and a long one takes its time. */
const longCells = new Map<string, CellContent>();

function parseCellText(text: string): CellContent {
  const bytes = Buffer.from(text, 'utf8');
  const { problem } = surveyJson(bytes);
  if (problem !== null) return { problem: problem.replace(/^the row /, '') };
  try {
    return { value: readValue(parseJson(bytes)).json };
  } catch (jsonError) {
    try {
      return { value: readValue(readPythonLiteral(text)).json };
    } catch (error) {
      if (error instanceof RowProblem) return { problem: error.message };
      if (!(error instanceof NoPythonLiteral)) throw error;
      return { problem: causeOf(text, messageOf(jsonError), error) };
    }
  }
}

/** The list in a value, which may be written as a text of JSON or Python; null when it is no list. */
export function parseList(value: Json): readonly Json[] | null {
  const read = parseStructure(value);
  return Array.isArray(read) ? read : null;
}

/** The list or object in a value, which may be written as a text of JSON or Python; null when it is neither. */
export function parseStructure(value: Json): Json[] | { readonly [key: string]: Json } | null {
  if (typeof value === 'object') return value;
  if (typeof value !== 'string') return null;
  const cell = readCellText(value);
  return cell !== null && 'value' in cell && typeof cell.value === 'object' ? cell.value : null;
}

function causeOf(text: string, jsonReason: string, { message, at }: NoPythonLiteral): string {
  if (text.length === SPREADSHEET_CELL) {
    return `was cut off by a spreadsheet at ${SPREADSHEET_CELL} characters: take it from the file before the spreadsheet`;
  }
  if (LIKE_JSON.test(text))
    return `is JSON text that cannot be read (${jsonReason}): write it with a JSON library`;
  if (LIKE_DUCKDB.test(text)) {
    return 'is written as DuckDB shows a struct, where texts have no quotes and end anywhere: write it with to_json(...)';
  }
  return `is written as Python text that ${message} at character ${at + 1}: write it with json.dumps`;
}
