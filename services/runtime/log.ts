import { pino, type DestinationStream, type Logger } from 'pino';

const MAX_CAUSES = 5;

/** Creates a logger that writes JSON, one object in each line. */
export function createLogger(level: string, destination: DestinationStream): Logger {
  return pino(
    { level, serializers: { err: (error: unknown) => loggedError(error, MAX_CAUSES) } },
    destination,
  );
}

/**
 * The parts of an error that are logged: what has gone wrong and where. Errors of clients carry more, which must not be
 * logged: those of ioredis the command with its arguments (a password, the rows of a job), others the headers of a request
 * (a key). An error that quotes rows to whoever asked says in `logged` what a log is told.
 */
function loggedError(error: unknown, causes: number): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, stack, cause } = error;
  const message = 'logged' in error && typeof error.logged === 'string' ? error.logged : error.message;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const because = cause === undefined || causes === 0 ? {} : { cause: loggedError(cause, causes - 1) };
  return { type: name, message, ...code, stack: stack?.replace(error.message, () => message), ...because };
}
