import type { WritableRow } from '../../corpus/typed-value.ts';
import type { TypedColumn } from './write-parquet.ts';

/**
 * How a text begins that spreadsheets run as a formula: `=`, `+`, `-`, `@`, their wide forms, and the characters after which
 * some of them look for one (OWASP, CSV injection).
 */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** What keeps it from running: spreadsheets show what follows as text. */
const GUARD = "'";

/** Keeps texts of a table from being run as formulas, and counts them. Numbers stay, since they are none. */
export class FormulaGuard {
  /** The number of cells that were changed, names of columns among them. */
  changed = 0;

  columns(columns: readonly TypedColumn[]): readonly TypedColumn[] {
    return columns.map((column) => ({ ...column, name: this.text(column.name) }));
  }

  async *batches(batches: AsyncIterable<readonly WritableRow[]>): AsyncGenerator<WritableRow[]> {
    for await (const rows of batches) yield rows.map((row) => this.row(row));
  }

  private row(row: WritableRow): WritableRow {
    const cells = Object.entries(row).map(([name, value]) => [
      guarded(name),
      typeof value === 'string' ? this.text(value) : value,
    ]);
    return Object.fromEntries(cells) as WritableRow;
  }

  private text(text: string): string {
    const safe = guarded(text);
    if (safe !== text) this.changed += 1;
    return safe;
  }
}

function guarded(text: string): string {
  return FORMULA.test(text) ? GUARD + text : text;
}
