import type { ExitCode } from './exit-codes.ts';
import type { Output } from './print/output.ts';
import type { Environment, Service } from './service.ts';

/** What every command gets. */
export interface CommandContext {
  readonly output: Output;
  /** Where a progress bar can be drawn; null when messages do not go to a terminal. */
  readonly terminal: NodeJS.WritableStream | null;
  readonly environment: Environment;
  /** Aborted when the person wants to stop. */
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

/** Runs a command; given by the process. */
export type Run = (
  options: GlobalOptions,
  command: (context: CommandContext) => Promise<ExitCode>,
) => Promise<void>;
