import type { Facet } from './port.ts';

type Counted = Facet['values'][number];

/**
 * Gathers how often values occur, and keeps no more than the most frequent ones: a corpus may have as many different labels
 * as records. What is kept is sorted when it has become twice as long as wanted.
 */
export class FacetTally {
  readonly #most: number;
  #kept: Counted[] = [];
  #worst: Counted | null = null;
  #distinct = 0;
  #records = 0;

  constructor(most = Infinity) {
    this.#most = most;
  }

  /** Adds a value that was not added before. */
  add(value: string, count: number): void {
    this.#distinct += 1;
    this.#records += count;
    const counted = { value, count };
    if (this.#worst !== null && byFrequency(counted, this.#worst) > 0) return;
    this.#kept.push(counted);
    if (this.#kept.length >= 2 * this.#most) this.#cut();
  }

  facet(): Facet {
    this.#cut();
    return { values: this.#kept, distinct: this.#distinct, records: this.#records };
  }

  #cut(): void {
    this.#kept = this.#kept.sort(byFrequency).slice(0, this.#most);
    if (this.#kept.length === this.#most) this.#worst = this.#kept.at(-1) ?? null;
  }
}

function byFrequency(a: Counted, b: Counted): number {
  return b.count - a.count || (a.value < b.value ? -1 : 1);
}
