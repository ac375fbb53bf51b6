import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { graphsBelow } from '../../services/neighbours/graphs.ts';
import { openSearch } from '../../services/neighbours/search.ts';
import { runKillable } from './killable.ts';
import { requestOf, unusedStore } from './knn-graph-rows.ts';

test('a killed graph goes on at the block it was killed in, and is the one that an undisturbed search gives', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kindred-graph-'));
  try {
    let done = 0;
    for (let kill = 0; kill < 3; kill++) {
      const lines: number[] = [];
      const ended = await runKillable('knn-graph-process.ts', [directory], (line) => {
        lines.push(Number(line.split(' ')[1]));
        return lines.length === 2;
      });
      expect(ended).toBe(false);
      expect(lines[0]).toBeGreaterThanOrEqual(done);
      expect(lines[1]).toBe((lines[0] ?? 0) + 1_024);
      done = lines[1] ?? 0;
    }
    const progress: number[] = [];
    const request = requestOf();
    const graph = await graphsBelow(directory)
      .of(unusedStore)
      .graphOf({
        ...request,
        onProgress: (rows) => progress.push(rows),
      });
    expect(progress[0]).toBeGreaterThanOrEqual(done);
    const search = await openSearch(request.points);
    const own = Int32Array.from(request.ids.keys());
    expect(graph).toEqual({ rows: own.length, ...(await search.nearest({ own }, 32)) });
    await search.close();
    expect(await readdir(join(directory, 'graphs'))).toEqual([
      expect.stringMatching(/^content-[0-9a-f]{24}\.knn$/),
    ]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
