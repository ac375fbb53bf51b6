import { ServiceError } from '../../clients/typescript/src/service-error.ts';
import { KindredError } from '../../schemas/errors.ts';
import { CliError, EXIT, Interrupted, type ExitCode } from './exit-codes.ts';

/**
 * The exit code for an error. This file is loaded only after an error, because the error table needs zod, which takes
 * time to load.
 */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError || error instanceof Interrupted) return error.exitCode;
  if (error instanceof ServiceError) return error.isUnavailable ? EXIT.unavailable : EXIT.failed;
  if (!(error instanceof KindredError)) return EXIT.failed;
  if (error.retryable) return EXIT.unavailable;
  return error.code === 'invalid_request' ? EXIT.usage : EXIT.failed;
}
