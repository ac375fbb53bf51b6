import { KindredError } from '../../schemas/errors.ts';
import { CliError, EXIT, Interrupted, type ExitCode } from './exit-codes.ts';

/** Loaded when something went wrong: the table of errors comes with all that schemas need. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError || error instanceof Interrupted) return error.exitCode;
  if (!(error instanceof KindredError)) return EXIT.failed;
  if (error.retryable) return EXIT.unavailable;
  return error.code === 'invalid_request' ? EXIT.usage : EXIT.failed;
}
