import { afterAll } from 'vitest';

const ends: (() => Promise<unknown> | void)[] = [];

afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/**
 * Does this when the tests of the file are through; what was asked for last is done first. Unlike `afterAll` it may be
 * called while hooks and tests run, when vitest takes no more hooks for the file.
 */
export function atEndOfFile(end: () => Promise<unknown> | void): void {
  ends.push(end);
}
