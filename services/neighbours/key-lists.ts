import { keyOf, scoreOf } from './neighbour-key.ts';

/** For each of some rows a list of the best others so far, as keys (`neighbour-key.ts`), best first. */
export class KeyLists {
  /** The keys of all lists, `lists x k`, row-major; -Infinity where a list has no other yet. */
  readonly keys: Float64Array;
  /** For each list the score of its last key: only another that scores as much, in millionths, may get into it. */
  readonly limits: Float32Array;
  readonly #k: number;

  /** @param k the length of a list, at least 1 */
  constructor(lists: number, k: number) {
    this.#k = k;
    this.keys = new Float64Array(lists * k).fill(-Infinity);
    this.limits = new Float32Array(lists).fill(-Infinity);
  }

  /** Puts a row that the list does not have into it when it is among the best. */
  put(list: number, row: number, score: number): void {
    const { keys } = this;
    const first = list * this.#k;
    const last = first + this.#k - 1;
    const key = keyOf(row, score);
    if (key <= keys[last]!) return;
    let place = last;
    for (; place > first && keys[place - 1]! < key; place--) keys[place] = keys[place - 1]!;
    keys[place] = key;
    this.limits[list] = scoreOf(keys[last]!);
  }
}
