import { CommanderError } from 'commander';
import type { CommandContext, GlobalOptions } from './command.ts';
import { EXIT } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { listenForInterruption } from './process/interruption.ts';
import { createOutput } from './print/output.ts';
import type { Output } from './print/output.ts';
import { createProgram } from './program.ts';

/** Runs the command line of a process and ends the process with its exit code. */
export async function runProcess(process: NodeJS.Process): Promise<void> {
  const interruption = listenForInterruption(process);
  let output = outputOf(process, {});
  let code: ExitCode = EXIT.ok;
  const program = createProgram(async (options, command) => {
    output = outputOf(process, options);
    code = await command(contextOf(process, options, output, interruption.signal));
  });
  try {
    await program.parseAsync(process.argv.slice(2), { from: 'user' });
  } catch (error) {
    code = await report(error, output);
  }
  interruption.stopListening();
  await output.flush();
  process.exit(code);
}

/** Makes the context of a command from the process and from the options that all commands share. */
function contextOf(
  { env, stderr }: NodeJS.Process,
  { data, url }: GlobalOptions,
  output: Output,
  signal: AbortSignal,
): CommandContext {
  const environment = data === undefined ? env : { ...env, KINDRED_DATA: data };
  const given = url ?? env['KINDRED_URL'] ?? '';
  const running = given === '' ? null : given;
  return {
    output,
    terminal: stderr.isTTY ? stderr : null,
    environment,
    url: running,
    signal,
    withService: async (use) => {
      const { withService } = await import('./service.ts');
      const onError = (error: Error): void => output.warn(error.message);
      const location = { url: running, environment, signal, onError };
      return withService(location, use);
    },
  };
}

function outputOf(
  { stdout, stderr, env }: NodeJS.Process,
  { json = false, quiet = false }: GlobalOptions,
): Output {
  return createOutput({ stdout, stderr, environment: env, json, quiet });
}

/** Prints the error, unless commander has printed it already, and returns the exit code for it. */
async function report(error: unknown, output: Output): Promise<ExitCode> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  output.error(error instanceof Error ? error.message : String(error));
  const { exitCodeOf } = await import('./exit-code-of.ts');
  return exitCodeOf(error);
}
