/** The exit codes, from which scripts learn what happened. `kindred --help` lists them. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  rejected: 3,
  unavailable: 4,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODE_HELP = `Exit codes:
  0    done
  1    failed; the message says why and what to do
  2    wrong usage: an option or a value
  3    done, but some rows of a file were rejected, or not written
  4    not possible now: the data directory is in use, or no service answers; try again
  130  interrupted (Ctrl-C); 143 terminated`;

/** An error that the command line itself finds, with the exit code for it. */
export class CliError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.failed, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}

/** The reason of an abort: the user or the system asked the process to stop. */
export class Interrupted extends Error {
  readonly exitCode: ExitCode;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(signal === 'SIGINT' ? 'Interrupted.' : 'Terminated.');
    this.name = 'Interrupted';
    this.exitCode = signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  }
}
