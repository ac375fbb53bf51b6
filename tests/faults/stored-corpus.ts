import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import type { EmbeddedRecord } from '../../services/store/port.ts';
import { pagesOf } from '../../services/store/walk-records.ts';

/** Opens a service, reads all its records in the order of their ids, and closes it. */
export async function storedCorpus(environment: NodeJS.ProcessEnv): Promise<EmbeddedRecord[]> {
  const config = readConfig(environment);
  const kindred = await compose(config, (error) => {
    throw error;
  });
  try {
    const all: EmbeddedRecord[] = [];
    for await (const page of pagesOf(kindred.encodings.live().store, new AbortController().signal))
      all.push(...page);
    return all;
  } finally {
    await kindred.close();
  }
}

/**
 * The largest cosine distance between the vectors of equal records.
 * @throws Error that names the first record that differs
 */
export function largestDistance(a: readonly EmbeddedRecord[], b: readonly EmbeddedRecord[]): number {
  if (a.length !== b.length) throw new Error(`${a.length} records against ${b.length}`);
  return a.reduce((largest, one, index) => {
    const other = b[index];
    const [expected, found] = [JSON.stringify(one.record), JSON.stringify(other?.record)];
    if (other === undefined || expected !== found) throw new Error(`expected ${expected}, found ${found}`);
    return Math.max(
      largest,
      distance(one.vectors.task, other.vectors.task),
      distance(one.vectors.content, other.vectors.content),
    );
  }, 0);
}

function distance(a: Float32Array, b: Float32Array): number {
  return 1 - a.reduce((sum, value, index) => sum + value * (b[index] ?? NaN), 0);
}
