import type { z } from 'zod';
import { CliError, EXIT } from './exit-codes.ts';

/**
 * Reads an option that is JSON, such as a filter.
 * @throws CliError when it is not JSON
 */
export function jsonOf(option: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError(`${option}: not valid JSON`, EXIT.usage, { cause });
  }
}

/** What is wrong with a request, in terms of the options it was made of. `named` are the fields that an option calls otherwise. */
export function inTermsOfOptions(
  issues: readonly z.core.$ZodIssue[],
  named: Readonly<Record<string, string>>,
): string {
  return issues
    .map(({ path, message }) => {
      const field = String(path[0] ?? 'request');
      return `${named[field] ?? `--${field.replaceAll('_', '-')}`}: ${message}`;
    })
    .join('; ');
}
