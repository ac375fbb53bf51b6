import type { Command } from 'commander';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { withoutRepeats } from '../../runtime/without-repeats.ts';
import { logLines } from '../process/log-lines.ts';
import { startWorker } from '../service.ts';
import { stopWithin } from '../process/stop-within.ts';
import type { Start } from '../start.ts';
import { untilAborted } from '../process/until-aborted.ts';
import { watchEventLoop } from '../process/watchdog.ts';

export function register(command: Command, start: Start): void {
  command.action(start(worker));
}

/** Works on the jobs of a shared queue until SIGINT or SIGTERM. */
async function worker(context: CommandContext): Promise<ExitCode> {
  const { signal, environment } = context;
  if ((environment['REDIS_URL'] ?? '') === '') {
    throw new CliError(
      'A worker of its own needs a queue that processes share: set REDIS_URL, for example redis://localhost:6379. ' +
        'Without Redis the queue lives inside one process, and "kindred serve" works on it itself.',
      EXIT.usage,
    );
  }
  const messages = logLines(context);
  const warn = withoutRepeats(messages.warn);
  const running = await startWorker(environment, (error) => warn(error.message));
  watchEventLoop(running.stopMs, signal);
  if (running.statusUrl !== null) messages.note(`Health and metrics: ${running.statusUrl}/metrics`);
  messages.note('Working. Ctrl-C stops after the running jobs.');
  await untilAborted(signal);
  messages.note('Stopping: running jobs are brought to a safe end. Press Ctrl-C again to stop at once.');
  return stopWithin(running.close, running.stopMs, messages);
}
