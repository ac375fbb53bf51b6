import { afterAll } from 'vitest';

type End = () => Promise<unknown> | void;

/** Files share a process and its modules, and this file is run anew for each of them: what it keeps stands outside of both. */
const shared = globalThis as { endsOfFile?: End[] };
const ends = (shared.endsOfFile ??= []);

afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/**
 * Does this when the tests of the file are through; what was asked for last is done first. Unlike `afterAll` it may be
 * called while hooks and tests run, when vitest takes no more hooks for the file.
 */
export function atEndOfFile(end: End): void {
  ends.push(end);
}
