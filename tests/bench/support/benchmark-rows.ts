import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A labelled instruction of the Instruction Embedding Benchmark. */
export interface BenchmarkRow {
  readonly instruction: string;
  /** The instruction and what it is to be done to. */
  readonly whole: string;
  /** As in the file: names of one task that the authors merged, joined by `##`. */
  readonly task: string;
}

const BenchmarkFile = z.record(
  z.string(),
  z.object({ samples: z.array(z.object({ instruction: z.string(), input: z.string() })) }),
);

/** Reads `eft_test.json` or `ift_test.json`. */
export async function readBenchmarkRows(directory: string, file: string): Promise<BenchmarkRow[]> {
  const tasks = BenchmarkFile.parse(JSON.parse(await readFile(join(directory, file), 'utf8')));
  return Object.entries(tasks).flatMap(([task, { samples }]) =>
    samples.map(({ instruction, input }) => ({ instruction, whole: input, task })),
  );
}
