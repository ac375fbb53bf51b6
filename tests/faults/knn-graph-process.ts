import { writeSync } from 'node:fs';
import { graphsBelow } from '../../services/neighbours/graphs.ts';
import { requestOf, unusedStore } from './knn-graph-rows.ts';

// Builds a graph of neighbours in the directory of its argument, and prints how many rows are done.
const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('usage: knn-graph-process.ts DIRECTORY');
const onProgress = (done: number): void => void writeSync(1, `rows ${done}\n`);
await graphsBelow(directory)
  .of(unusedStore)
  .graphOf({ ...requestOf(), onProgress });
writeSync(1, 'done\n');
