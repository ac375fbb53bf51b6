import type { Command } from 'commander';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { startWorker } from '../service.ts';
import { stopWithin } from '../process/stop-within.ts';
import type { Start } from '../start.ts';
import { untilAborted } from '../process/until-aborted.ts';
import { watchEventLoop } from '../process/watchdog.ts';

export function register(command: Command, start: Start): void {
  command.action(start(worker));
}

/** Works on the jobs of a shared queue until SIGINT or SIGTERM. */
async function worker({ output, signal, environment }: CommandContext): Promise<ExitCode> {
  if ((environment['REDIS_URL'] ?? '') === '') {
    throw new CliError(
      'A worker of its own needs a queue that processes share: set REDIS_URL, for example redis://localhost:6379. ' +
        'Without Redis the queue lives inside one process, and "kindred serve" works on it itself.',
      EXIT.usage,
    );
  }
  const running = await startWorker(environment, (error) => output.warn(error.message));
  watchEventLoop(running.stopMs, signal);
  if (running.statusUrl !== null) output.note(`Health and metrics: ${running.statusUrl}/metrics`);
  output.note('Working. Ctrl-C stops after the running jobs.');
  await untilAborted(signal);
  output.note('Stopping: running jobs are brought to a safe end. Press Ctrl-C again to stop at once.');
  return stopWithin(running.close, running.stopMs, output);
}
