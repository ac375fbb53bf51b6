import { readFile } from 'node:fs/promises';
import { decodeMap, MAP_SIDE, rowOfId, type CorpusMap } from '../../../schemas/map-file.ts';
import { MAP_FILE } from '../../../schemas/curation/project.ts';
import type { Results } from '../results.ts';

/** The last map of a corpus that is kept; null when there is none. */
export async function earlierMap(
  corpus: string,
  results: Pick<Results, 'allKept' | 'find'>,
): Promise<CorpusMap | null> {
  const kept = await results.allKept();
  const maps = kept.filter(
    ({ payload: { corpora, operation } }) => operation.kind === 'project' && corpora[0] === corpus,
  );
  maps.sort((a, b) => (b.finishedAt ?? 0) - (a.finishedAt ?? 0));
  for (const { id } of maps) {
    // Results may be removed at any time, and then an older map is the start, or none.
    const map = await results.find(id, MAP_FILE).then(
      async ({ path }) => decodeMap(await readFile(path)),
      () => null,
    );
    if (map !== null) return map;
  }
  return null;
}

/** Where these records are on a map, around 0, `rows x 2`, row-major; NaN for those that it does not have. */
export function placesBefore(
  ids: readonly string[],
  map: CorpusMap,
  space: keyof CorpusMap['places'],
): Float64Array {
  const places = new Float64Array(2 * ids.length).fill(Number.NaN);
  ids.forEach((id, row) => {
    const old = rowOfId(map.ids, id);
    if (old === -1) return;
    for (const axis of [0, 1])
      places[2 * row + axis] = (map.places[space][2 * old + axis] ?? 0) - MAP_SIDE / 2;
  });
  return places;
}
