import { KindredError } from '../../schemas/errors.ts';
import type { InstructionContent, Json } from '../../schemas/record.ts';
import { embeddingText } from '../corpus/embedding-text.ts';
import type { CorpusRow } from '../corpus/read-corpus.ts';
import { at } from '../runtime/at.ts';
import type { Exclusion } from './retrieval.ts';

export interface LabelledFields {
  /** The field of a row that holds its label. */
  readonly label: string;
  /** The fields that make the text, joined by blank lines. When there are none, instruction and input make it. */
  readonly text: readonly string[];
  /** Fields in which a neighbour must differ from the query; retrieval is measured with the first, the first two, and so on. */
  readonly withoutSame: readonly string[];
}

export interface LabelledFile {
  readonly texts: readonly string[];
  readonly labels: readonly string[];
  readonly exclusions: readonly Exclusion[];
  /** Number of rows without a label. */
  readonly unlabelled: number;
  /** Number of rows that could not be read. */
  readonly rejected: number;
}

const LISTED_FIELDS = 12;

function asText(value: Json): string | null {
  if (value === null || value === '') return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The value of a field as text: one that the row had in the file, or one that every row has; null when it has none. */
function fieldOf(content: InstructionContent, field: string): string | null {
  const { metadata, instruction, input, output, system, source, user_id } = content;
  const own: Record<string, Json> = { instruction, input, output, system, source, user_id, ...metadata };
  return Object.hasOwn(own, field) ? asText(own[field] ?? null) : null;
}

function missing(field: string, rows: readonly InstructionContent[]): KindredError {
  const names = new Set(rows.slice(0, LISTED_FIELDS).flatMap(({ metadata }) => Object.keys(metadata)));
  const listed = ['instruction', 'input', 'output', 'source', ...names].slice(0, LISTED_FIELDS);
  return new KindredError(
    'invalid_request',
    `No row has the field \`${field}\`. Rows have ${listed.join(', ')}.`,
  );
}

/**
 * The values of a field that rows have; null for a row without it.
 * @throws KindredError `invalid_request` when no row has it
 */
export function labelColumn(rows: readonly InstructionContent[], field: string): (string | null)[] {
  const values = rows.map((row) => fieldOf(row, field));
  if (rows.length > 0 && values.every((value) => value === null)) throw missing(field, rows);
  return values;
}

function textsOf(rows: readonly InstructionContent[], fields: readonly string[]): string[] {
  if (fields.length === 0) return rows.map(embeddingText);
  const columns = fields.map((field) => labelColumn(rows, field));
  return rows.map((_, row) =>
    columns
      .map((values) => at(values, row) ?? '')
      .filter((value) => value !== '')
      .join('\n\n'),
  );
}

/**
 * Takes texts, labels and exclusions from the rows of a corpus.
 * @throws KindredError `invalid_request` when no row has a field that is named, or all rows have the same label
 */
export async function readLabelledRows(
  rows: AsyncIterable<CorpusRow>,
  { label, text, withoutSame }: LabelledFields,
): Promise<LabelledFile> {
  const all: InstructionContent[] = [];
  let rejected = 0;
  for await (const row of rows) {
    if ('content' in row) all.push(row.content);
    else rejected += 1;
  }
  const found = labelColumn(all, label);
  const kept = all.filter((_, row) => found[row] !== null);
  const labels = found.filter((value) => value !== null);
  if (new Set(labels).size < 2) {
    throw new KindredError('invalid_request', `All rows have the same \`${label}\`: two labels are needed.`);
  }
  return {
    texts: textsOf(kept, text),
    labels,
    exclusions: withoutSame.map((field) => ({ field, values: labelColumn(kept, field) })),
    unlabelled: all.length - kept.length,
    rejected,
  };
}
