import { cp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { selectRows, type Points } from '../../../services/analysis/points.ts';
import { graphsBelow, type GraphRequest } from '../../../services/neighbours/graphs.ts';
import type { KnnGraph } from '../../../services/neighbours/knn-graph.ts';
import { temporaryDirectory } from '../../api/temporary-directory.ts';
import { unusedStore } from '../../faults/knn-graph-rows.ts';
import { eighths } from './brute-force.ts';
import { built, requestFor, spoilt } from './graph-requests.ts';

async function filesBelow(directory: string): Promise<string[]> {
  const names = await readdir(join(directory, 'graphs'));
  return names.map((name) => join(directory, 'graphs', name));
}

/** Three blocks of queries, the last of them not full. */
const POINTS = eighths(2_500, 4, 1);
let graphOfPoints: Promise<KnnGraph> | undefined;

/** What a search finds for `POINTS`, made once for all tests. */
function expectedOfPoints(): Promise<KnnGraph> {
  return (graphOfPoints ??= built(POINTS, 32));
}

describe('the graph of some rows', () => {
  test('is kept: a second call, of another process too, computes nothing', async () => {
    const directory = await temporaryDirectory();
    const first = await graphsBelow(directory).of(unusedStore).graphOf(requestFor(POINTS));
    expect(first).toEqual(await expectedOfPoints());
    const progress: number[] = [];
    const again = graphsBelow(directory)
      .of(unusedStore)
      .graphOf(requestFor(spoilt(POINTS), { onProgress: (done) => progress.push(done) }));
    expect(await again).toEqual(first);
    expect(progress).toEqual([]);
  });

  test('is kept for every space and set of corpora', async () => {
    const directory = await temporaryDirectory();
    const graphs = graphsBelow(directory).of(unusedStore);
    const sets = [1, 2, 3].map((seed) => eighths(50, 4, seed));
    const requests = sets.map((points, at) =>
      requestFor(points, {
        space: at === 1 ? 'content' : 'task',
        corpora: at === 2 ? ['more', 'main'] : ['main'],
      }),
    );
    const expected = await Promise.all(sets.map((points) => built(points, 32)));
    for (const ask of [(points: Points) => points, spoilt]) {
      const asked = requests.map((request) => ({ ...request, points: ask(request.points) }));
      expect(await Promise.all(asked.map((request) => graphs.graphOf(request)))).toEqual(expected);
    }
    expect(await filesBelow(directory)).toHaveLength(3);
  });

  test('is made anew for another encoder, in place of the old one', async () => {
    const directory = await temporaryDirectory();
    const [points, moved] = [eighths(50, 4, 1), eighths(50, 4, 2)];
    const signature = { ...unusedStore.signature, spaceId: 'test/other:1' };
    await graphsBelow(directory).of(unusedStore).graphOf(requestFor(points));
    const other = graphsBelow(directory).of({ ...unusedStore, signature });
    expect(await other.graphOf(requestFor(moved))).toEqual(await built(moved, 32));
    expect(await filesBelow(directory)).toHaveLength(1);
  });

  test('goes with a corpus of which it has rows, and no other does', async () => {
    const directory = await temporaryDirectory();
    const graphs = graphsBelow(directory);
    for (const corpora of [['main'], ['main', 'more'], ['more']]) {
      await graphs.of(unusedStore).graphOf(requestFor(eighths(50, 4, 1), { corpora }));
    }
    await graphs.forget('more');
    expect(await filesBelow(directory)).toHaveLength(1);
    await graphs.of(unusedStore).graphOf(requestFor(spoilt(eighths(50, 4, 1))));
    await graphs.forget('main');
    expect(await filesBelow(directory)).toEqual([]);
    await graphsBelow(join(directory, 'absent')).forget('main');
  });

  test('with fewer neighbours is cut from the one that is kept, with more it is made anew', async () => {
    const directory = await temporaryDirectory();
    const graphs = graphsBelow(directory).of(unusedStore);
    const points = eighths(200, 4, 2);
    await graphs.graphOf(requestFor(points, { k: 10 }));
    expect(await graphs.graphOf(requestFor(spoilt(points), { k: 3 }))).toEqual(await built(points, 3));
    expect(await graphs.graphOf(requestFor(points, { k: 50 }))).toEqual(await built(points, 50));
    expect(await graphs.graphOf(requestFor(spoilt(points), { k: 10 }))).toEqual(await built(points, 10));
  });

  test.each([0, 1, 2])('of %i rows has what there is', async (rows) => {
    const graphs = graphsBelow(await temporaryDirectory()).of(unusedStore);
    const request = requestFor(eighths(rows, 3, 1));
    const graph = await graphs.graphOf(request);
    expect(graph).toMatchObject({ rows, k: Math.max(0, rows - 1) });
    expect([...graph.neighbours]).toEqual(rows === 2 ? [1, 0] : []);
    expect(await graphs.graphOf(request)).toEqual(graph);
  });

  test('follows rows that come and go, and is then kept', async () => {
    const graphs = graphsBelow(await temporaryDirectory()).of(unusedStore);
    const all = [...Array(POINTS.rows).keys()];
    const before = all.filter((row) => row % 50 !== 3);
    const after = all.filter((row) => row % 50 !== 4);
    const requestOf = (rows: readonly number[]): GraphRequest =>
      requestFor(selectRows(POINTS, rows), { ids: rows.map((row) => `id ${row}`), k: 8 });
    await graphs.graphOf(requestOf(before));
    const expected = await built(selectRows(POINTS, after), 8);
    expect(await graphs.graphOf(requestOf(after))).toEqual(expected);
    const request = requestOf(after);
    expect(await graphs.graphOf({ ...request, points: spoilt(request.points) })).toEqual(expected);
  });

  test('is computed once for two who ask at the same time', async () => {
    const graphs = graphsBelow(await temporaryDirectory()).of(unusedStore);
    const progress: number[][] = [[], []];
    const [first, second] = await Promise.all(
      progress.map((rows) => graphs.graphOf(requestFor(POINTS, { onProgress: (done) => rows.push(done) }))),
    );
    expect(second).toEqual(first);
    expect(progress).toEqual([[0, 1_024, 2_048, 2_500], []]);
  });
});

describe('an interrupted graph', () => {
  let left: Promise<string> | undefined;

  /** Copies what an interrupted build has left, which is made once. */
  async function interrupted(directory: string): Promise<void> {
    left ??= temporaryDirectory().then(async (made) => {
      await interrupt(made);
      return made;
    });
    await cp(await left, directory, { recursive: true });
  }

  async function interrupt(directory: string): Promise<void> {
    const stop = new AbortController();
    const onProgress = (done: number): void => {
      if (done >= 2_048) stop.abort();
    };
    const request = requestFor(POINTS, { signal: stop.signal, onProgress });
    await expect(graphsBelow(directory).of(unusedStore).graphOf(request)).rejects.toMatchObject({
      code: 'cancelled',
    });
  }

  async function resumedAt(directory: string, points = POINTS): Promise<number | undefined> {
    const progress: number[] = [];
    const onProgress = (done: number): void => void progress.push(done);
    const graph = await graphsBelow(directory).of(unusedStore).graphOf(requestFor(points, { onProgress }));
    expect(graph).toEqual(await (points === POINTS ? expectedOfPoints() : built(points, 32)));
    return progress[0];
  }

  async function partOf(directory: string): Promise<string> {
    const [part] = await filesBelow(directory);
    expect(part).toMatch(/\.part$/);
    return part ?? '';
  }

  test('goes on after its last finished block', async () => {
    const directory = await temporaryDirectory();
    await interrupted(directory);
    expect(await resumedAt(directory)).toBe(2_048);
    expect(await filesBelow(directory)).toHaveLength(1);
  });

  test('goes on before a block that is damaged or not whole', async () => {
    const directory = await temporaryDirectory();
    await interrupted(directory);
    const part = await partOf(directory);
    await truncate(part, (await readFile(part)).length - 5);
    expect(await resumedAt(directory)).toBe(1_024);
  });

  test('begins again when its first block is damaged', async () => {
    const directory = await temporaryDirectory();
    await interrupted(directory);
    const part = await partOf(directory);
    const bytes = await readFile(part);
    bytes[1_000] = (bytes[1_000] ?? 0) ^ 1;
    await writeFile(part, bytes);
    expect(await resumedAt(directory)).toBe(0);
  });

  test('begins again when the rows are others', async () => {
    const directory = await temporaryDirectory();
    await interrupted(directory);
    const points = selectRows(POINTS, [...Array(2_400).keys()]);
    expect(await resumedAt(directory, points)).toBe(0);
  });
});

describe('a damaged file', () => {
  const points = eighths(100, 4, 3);
  let kept: Promise<{ directory: string; graph: KnnGraph }> | undefined;

  /** A directory of its own with the whole graph of `points`, which is made once. */
  async function keptGraph(): Promise<{ directory: string; graph: KnnGraph }> {
    kept ??= temporaryDirectory().then(async (directory) => ({
      directory,
      graph: await graphsBelow(directory).of(unusedStore).graphOf(requestFor(points)),
    }));
    const [directory, { directory: made, graph }] = [await temporaryDirectory(), await kept];
    await cp(made, directory, { recursive: true });
    return { directory, graph };
  }

  test.each([
    { name: 'a bit is another', damage: (bytes: Buffer) => bytes.fill((bytes[777] ?? 0) ^ 4, 777, 778) },
    { name: 'it ends early', damage: (bytes: Buffer) => bytes.subarray(0, -1) },
    { name: 'it is empty', damage: () => Buffer.alloc(0) },
    { name: 'it is something else', damage: () => Buffer.from('{"version":1}\n') },
  ])('is noticed, and the graph is made anew: $name', async ({ damage }) => {
    const { directory, graph } = await keptGraph();
    const [file = ''] = await filesBelow(directory);
    const whole = await readFile(file);
    await writeFile(file, damage(Buffer.from(whole)));
    expect(await graphsBelow(directory).of(unusedStore).graphOf(requestFor(points))).toEqual(graph);
    expect((await readFile(file)).equals(whole)).toBe(true);
  });

  test('a directory that cannot be written is told with the way out', async () => {
    const file = join(await temporaryDirectory(), 'file');
    await writeFile(file, '');
    await expect(
      graphsBelow(file)
        .of(unusedStore)
        .graphOf(requestFor(eighths(5, 2, 1))),
    ).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining(file) as string,
    });
  });
});
