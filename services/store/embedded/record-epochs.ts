import { steadyTime } from '../../runtime/steady-time.ts';

/**
 * In which epochs the records of a store were written that one process has open. Only what was written in an epoch that
 * began after the opening is remembered; everything else counts as written at the opening, since a later deletion removes
 * it and an earlier one would have done so already.
 */
export class RecordEpochs {
  readonly #opened = steadyTime();
  readonly #later = new Map<string, number>();

  of(id: string): number {
    return this.#later.get(id) ?? this.#opened;
  }

  /** Whether a record that is written in `epoch` comes too late to replace the one that is stored. */
  isOlder(epoch: number, id: string): boolean {
    return Math.max(epoch, this.#opened) < this.of(id);
  }

  written(id: string, epoch: number): void {
    if (epoch > this.#opened) this.#later.set(id, epoch);
  }

  removed(id: string): void {
    this.#later.delete(id);
  }
}
