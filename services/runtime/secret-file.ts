import { readFileSync } from 'node:fs';
import { KindredError } from '../../schemas/errors.ts';

/**
 * The secret in a file, without the end of its line. Files are how containers get secrets that nobody sees in the list of
 * processes or in their environment.
 * @param variable the variable that names the file, for the message
 * @throws KindredError `invalid_request` when it cannot be read or is empty
 */
export function readSecretFile(path: string, variable: string): string {
  let secret: string;
  try {
    secret = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw wrong(variable, `cannot be read: ${why}`, cause);
  }
  if (secret === '') throw wrong(variable, 'is empty');
  return secret;
}

function wrong(variable: string, what: string, cause?: unknown): KindredError {
  return new KindredError('invalid_request', `Wrong configuration. The file of ${variable} ${what}.`, {
    cause,
  });
}
