import { signal } from '@preact/signals';
import type { InstructionRecord } from '../../../schemas/record.ts';
import type { Client, RecordsOf } from '../../../clients/typescript/src/kindred-client.ts';
import { beforePart, partOf, partsFor } from './id-space.ts';
import { partAt, partPlaces } from './part-places.ts';

/** What the table shows of a row. Whole texts of many rows would fill the memory of the tab. */
export interface RowLine {
  readonly id: string;
  readonly instruction: string;
  readonly input: string;
  readonly output: string;
  readonly turns: number;
  readonly kind: string | null;
  readonly label: string | null;
  readonly source: string | null;
}

export type RowFilter = Pick<RecordsOf, 'kind' | 'label' | 'source'>;

/** The texts of a line are cut here: no line is that wide. */
const LONGEST = 240;
/** Parts that are kept; the others are read again when somebody scrolls back. */
const MOST_KEPT = 48;
const AT_ONCE = 3;
const MOST_A_PAGE = 500;

/** The rows of a corpus that pass a filter, read part by part where they are looked at. */
export class RowSource {
  readonly #client: Client;
  readonly #corpus: string;
  readonly #filter: RowFilter;
  readonly #total: number;
  readonly #counts: (number | null)[];
  readonly #lines = new Map<number, readonly RowLine[]>();
  readonly #reading = new Set<number>();
  #wanted: readonly number[] = [];
  #places: Float64Array;
  /** Changes whenever rows have come. */
  readonly version = signal(0);
  readonly problem = signal<Error | null>(null);

  /** @param total how many rows pass the filter, as far as is known */
  constructor(client: Client, corpus: string, filter: RowFilter, total: number) {
    this.#client = client;
    this.#corpus = corpus;
    this.#filter = filter;
    this.#total = total;
    this.#counts = Array.from({ length: partsFor(total) }, () => null);
    this.#places = partPlaces(this.#counts, total);
  }

  /** Where each part begins, and behind the last one how many rows there are. */
  get places(): Float64Array {
    return this.#places;
  }

  /** Whether the number of rows is known, and no estimate. */
  get isCounted(): boolean {
    return this.#counts.every((count) => count !== null);
  }

  /** The line of a row; null while it is not there. */
  lineAt(row: number): RowLine | null {
    const part = partAt(this.#places, row);
    return this.#lines.get(part)?.[row - (this.#places[part] ?? 0)] ?? null;
  }

  /** Reads the parts that are looked at, nearest first. What was wanted before and is not begun is forgotten. */
  want(parts: readonly number[]): void {
    this.#wanted = parts;
    for (const part of parts) this.#touch(part);
    this.#readOn();
  }

  #touch(part: number): void {
    const lines = this.#lines.get(part);
    if (lines === undefined) return;
    this.#lines.delete(part);
    this.#lines.set(part, lines);
  }

  #readOn(): void {
    if (this.problem.value !== null) return;
    for (const part of this.#wanted) {
      if (this.#reading.size >= AT_ONCE) return;
      if (!this.#lines.has(part) && !this.#reading.has(part)) void this.#read(part);
    }
  }

  async #read(part: number): Promise<void> {
    this.#reading.add(part);
    try {
      const lines = await this.#linesOf(part);
      this.#lines.set(part, lines);
      this.#counts[part] = lines.length;
      this.#places = partPlaces(this.#counts, this.#total);
      for (const old of this.#lines.keys()) {
        if (this.#lines.size <= MOST_KEPT) break;
        if (!this.#wanted.includes(old)) this.#lines.delete(old);
      }
    } catch (error) {
      this.problem.value = error as Error;
    } finally {
      this.#reading.delete(part);
      this.version.value += 1;
      this.#readOn();
    }
  }

  /** Tries again after a problem. */
  again(): void {
    this.problem.value = null;
    this.#readOn();
  }

  async #linesOf(part: number): Promise<RowLine[]> {
    const parts = this.#counts.length;
    const share = this.#total / parts;
    const limit = Math.min(MOST_A_PAGE, Math.ceil(share + 4 * Math.sqrt(share)) + 8);
    const lines: RowLine[] = [];
    let after = beforePart(part, parts);
    for (;;) {
      const where = { ...this.#filter, ...(after !== undefined && { after }) };
      const { records, next } = await this.#client.records(this.#corpus, limit, where);
      const own = records.filter(({ id }) => partOf(id, parts) === part);
      lines.push(...own.map(lineOf));
      if (next === null || own.length < records.length) return lines;
      after = next;
    }
  }
}

function lineOf({
  id,
  instruction,
  input,
  output,
  history,
  kind,
  label,
  source,
}: InstructionRecord): RowLine {
  return {
    id,
    instruction: instruction.slice(0, LONGEST),
    input: input.slice(0, LONGEST),
    output: output.slice(0, LONGEST),
    turns: history.length,
    kind: kind?.name ?? null,
    label: label?.name ?? null,
    source,
  };
}
