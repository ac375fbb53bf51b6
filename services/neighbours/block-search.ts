import { selectRows, type Points, type RowRange } from '../analysis/points.ts';
import { BestRows, type Nearest, type TileBest } from './best-rows.ts';
import type { Matches, Queries } from './search-messages.ts';
import { SCORE_UNIT } from './similarity-model.ts';
import type { TileComparer } from './tile-comparer.ts';
import { tilesOf } from './tiles.ts';

/**
 * How many of the best rows of a tile are looked at first for each query. A query for which all of them match may have
 * more matches, and is then compared with every row of the tile.
 */
const PROBED = 16;

/**
 * The `k` nearest points of each query, collected from tile after tile.
 * @param k at most the number of points that are not the query itself
 */
export async function nearestOfBlock(
  points: Points,
  comparer: TileComparer,
  queries: Queries,
  k: number,
): Promise<Nearest> {
  const block = blockOf(points, queries);
  const self = selfOf(queries);
  const best = new BestRows(block.rows, k);
  for (const tile of tilesOf({ begin: 0, end: points.rows })) {
    best.add(await comparer.rank(block, tile, self === null ? k : k + 1), tile.begin, self);
  }
  return best.finish(SCORE_UNIT);
}

/** For each query all rows of one tile that score `threshold` or more; score and threshold are rounded to millionths. */
export async function matchesInTile(
  points: Points,
  comparer: TileComparer,
  queries: Queries,
  { tile, threshold }: { readonly tile: RowRange; readonly threshold: number },
): Promise<Matches> {
  const block = blockOf(points, queries);
  const least = Math.round(threshold * SCORE_UNIT);
  const ranked = await comparer.rank(block, tile, PROBED);
  const many = queriesWithMore(ranked, block.rows, tile, least);
  const compared = many.length === 0 ? null : await comparer.compare(selectRows(block, many), tile);
  const found = new MatchList(tile.begin, least, selfOf(queries));
  let next = 0;
  for (let query = 0; query < block.rows; query++) {
    if (compared !== null && many[next] === query) {
      const from = compared.stride * next++;
      found.addAll(query, compared.scores.subarray(from, from + tile.end - tile.begin));
    } else found.addRanked(query, ranked);
  }
  return found.finish();
}

/** Collects the pairs that score `least` millionths or more, leaving out pairs of a query with itself. */
class MatchList {
  readonly #begin: number;
  readonly #least: number;
  readonly #self: Int32Array | null;
  readonly #queries: number[] = [];
  readonly #rows: number[] = [];
  readonly #scores: number[] = [];

  constructor(begin: number, least: number, self: Int32Array | null) {
    this.#begin = begin;
    this.#least = least;
    this.#self = self;
  }

  addAll(query: number, scores: Float32Array): void {
    for (let column = 0; column < scores.length; column++) this.#add(query, column, scores[column]!);
  }

  addRanked(query: number, { width, columns, scores }: TileBest): void {
    const places = Array.from({ length: width }, (_, rank) => query * width + rank);
    places.sort((a, b) => columns[a]! - columns[b]!);
    for (const place of places) this.#add(query, columns[place]!, scores[place]!);
  }

  finish(): Matches {
    return {
      queries: Int32Array.from(this.#queries),
      rows: Int32Array.from(this.#rows),
      scores: Float32Array.from(this.#scores, (score) => score / SCORE_UNIT),
    };
  }

  #add(query: number, column: number, score: number): void {
    const row = this.#begin + column;
    if (score < this.#least || row === this.#self?.[query]) return;
    this.#queries.push(query);
    this.#rows.push(row);
    this.#scores.push(score);
  }
}

/** The queries that may have more matches than were ranked: even their last ranked row scores `least` or more. */
function queriesWithMore(
  { width, scores }: TileBest,
  queries: number,
  tile: RowRange,
  least: number,
): number[] {
  if (width === tile.end - tile.begin) return [];
  return Array.from({ length: queries }, (_, query) => query).filter(
    (query) => scores[(query + 1) * width - 1]! >= least,
  );
}

function selfOf(queries: Queries): Int32Array | null {
  return 'own' in queries ? queries.own : null;
}

function blockOf(points: Points, queries: Queries): Points {
  const { dimensions } = points;
  if ('own' in queries) return selectRows(points, queries.own);
  return { rows: queries.vectors.length / dimensions, dimensions, values: queries.vectors };
}
