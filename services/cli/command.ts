import type { ExitCode } from './exit-codes.ts';
import type { Client } from '../../clients/typescript/src/kindred-client.ts';
import type { Output } from './print/output.ts';

/** What `withService` runs: inside its own process or against a running one. */
export interface Service {
  readonly client: Client;
  /** True when the service lives as long as the command, so that jobs wait for the next one when it ends. */
  readonly embedded: boolean;
  /** Starts working on the jobs of the queue when the service is our own; a running one has its own workers. */
  readonly work: () => Promise<void>;
}

/** What every command gets. */
export interface CommandContext {
  readonly output: Output;
  /** Where a progress bar can be drawn; null when messages do not go to a terminal. */
  readonly terminal: NodeJS.WritableStream | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
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
