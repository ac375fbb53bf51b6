import { InvalidArgumentError } from 'commander';

/** A number of an option; the schema of the request says which ones are allowed. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is not a number.');
  return value;
}
