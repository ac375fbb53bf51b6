import { readFile } from 'node:fs/promises';
import { CliError } from '../exit-codes.ts';

/**
 * Reads a text file that an option names.
 * @throws CliError when it can't be read
 */
export async function readTextFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CliError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
