/** Lists the slowest tests of the last run, and the files that took longest with their hooks: npm run test:slowest */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const LISTED = 20;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REPORT = fileURLToPath(new URL('.last-run.json', import.meta.url));

/** What is read of the report that vitest writes; times are milliseconds. */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      startTime: z.number(),
      endTime: z.number(),
      assertionResults: z.array(z.object({ fullName: z.string(), duration: z.number().nullish() })),
    }),
  ),
});

interface Timed {
  readonly name: string;
  readonly ms: number;
}

function readReport(): z.output<typeof Report> {
  try {
    return Report.parse(JSON.parse(readFileSync(REPORT, 'utf8')));
  } catch (error) {
    process.stderr.write('There is no report of a run: run `npm test` first.\n');
    throw error;
  }
}

function listed(title: string, all: readonly Timed[]): string {
  const slowest = [...all].sort((a, b) => b.ms - a.ms).slice(0, LISTED);
  const lines = slowest.map(({ name, ms }) => `${(ms / 1_000).toFixed(1).padStart(7)} s  ${name}`);
  return [title, ...lines, ''].join('\n');
}

const { testResults } = readReport();
const files = testResults.map(({ name, startTime, endTime }) => ({
  name: relative(ROOT, name),
  ms: endTime - startTime,
}));
const tests = testResults.flatMap(({ name, assertionResults }) =>
  assertionResults.map(({ fullName, duration }) => ({
    name: `${relative(ROOT, name)}: ${fullName}`,
    ms: duration ?? 0,
  })),
);
process.stdout.write(
  [
    listed(`The slowest of ${tests.length} tests:`, tests),
    listed(`The slowest of ${files.length} files, with their hooks:`, files),
  ].join('\n'),
);
