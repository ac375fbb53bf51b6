import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { KindredError } from '../../schemas/errors.ts';

/**
 * Reads a JSON file of an encoder.
 * @param what what it should hold, for the error
 * @throws KindredError `encoder_unavailable` when it cannot be read or has another shape
 */
export async function readEncoderJson<T>(path: string, form: z.ZodType<T>, what: string): Promise<T> {
  const json: unknown = await readFile(path, 'utf8')
    .then(JSON.parse)
    .catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
  const parsed = form.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new KindredError(
    'encoder_unavailable',
    `${path} does not hold ${what}:\n${z.prettifyError(parsed.error)}`,
  );
}

/** The error of a file that cannot be read. */
export function unreadable(path: string, cause: unknown): KindredError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new KindredError('encoder_unavailable', `The encoder file ${path} cannot be read: ${reason}`, {
    cause,
  });
}
