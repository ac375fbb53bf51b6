import type { ExitCode } from './exit-codes.ts';
import type { Output } from './print/output.ts';
import type { Environment, Service } from './service.ts';

/** What every command gets from the process that runs it. */
export interface CommandContext {
  readonly output: Output;
  /** The terminal on which a progress bar is drawn; null when messages do not go to a terminal. */
  readonly terminal: NodeJS.WritableStream | null;
  readonly environment: Environment;
  /** The address of a running service; null when one is started inside this process. */
  readonly url: string | null;
  /** Aborted when the user or the system asks the process to stop. */
  readonly signal: AbortSignal;
  withService<T>(use: (service: Service) => Promise<T>): Promise<T>;
}

/** Options that every command takes. */
export interface GlobalOptions {
  readonly data?: string;
  readonly url?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Runs a command in a process: makes its context, and ends with its exit code. */
export type Run = (
  options: GlobalOptions,
  command: (context: CommandContext) => Promise<ExitCode>,
) => Promise<void>;
