import type { EmbeddedRecord } from '../../services/store/port.ts';
import { recordWith, seededRandom, vectorsFor } from '../contract/store-samples.ts';

const BATCH = 100;

/** The records of batch `batch` in run `run`. They are the same in every process. */
export function batchOf(run: number, batch: number): EmbeddedRecord[] {
  const random = seededRandom(run * 10_000 + batch + 1);
  return Array.from({ length: BATCH }, (_, at) => ({
    record: recordWith(`${run}/${batch}/${at}`, {
      corpus: corpusOf(run, batch),
      output: 'text '.repeat(200),
    }),
    vectors: vectorsFor(random),
  }));
}

export function corpusOf(run: number, batch: number): string {
  return `run-${run}-${batch}`;
}
