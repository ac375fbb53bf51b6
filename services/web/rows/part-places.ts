/**
 * Where each part begins among all rows, and behind the last one how many rows there are. Of parts that were not read, each
 * is taken to have an equal share of what is left.
 * @param counts the rows of each part; null where it was not read
 * @param total the rows of all parts, as far as is known
 */
export function partPlaces(counts: readonly (number | null)[], total: number): Float64Array {
  const unread = counts.filter((count) => count === null).length;
  const read = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const share = unread === 0 ? 0 : Math.max(0, total - read) / unread;
  const places = new Float64Array(counts.length + 1);
  let exact = 0;
  counts.forEach((count, part) => {
    exact += count ?? share;
    places[part + 1] = Math.round(exact);
  });
  return places;
}

/** The part that holds the row at a place. */
export function partAt(places: Float64Array, row: number): number {
  let [low, high] = [0, places.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((places[middle] ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}
