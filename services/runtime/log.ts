import { pino, type DestinationStream, type Logger } from 'pino';

const MAX_CAUSES = 5;

/** Log lines as JSON, one a line. */
export function createLogger(level: string, destination: DestinationStream): Logger {
  return pino(
    { level, serializers: { err: (error: unknown) => loggedError(error, MAX_CAUSES) } },
    destination,
  );
}

/**
 * Of an error only what says what went wrong and where. Clients hang more on theirs: ioredis the command with its
 * arguments (a password, the rows of a job), others the headers of the request (a key).
 */
function loggedError(error: unknown, causes: number): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const because = cause === undefined || causes === 0 ? {} : { cause: loggedError(cause, causes - 1) };
  return { type: name, message, ...code, stack, ...because };
}
