import type { Command } from 'commander';
import type { CommandContext } from '../command.ts';
import { withoutRepeats } from '../../runtime/without-repeats.ts';
import { EXIT, Interrupted, type ExitCode } from '../exit-codes.ts';
import { logLines } from '../process/log-lines.ts';
import { startService } from '../service.ts';
import { stopWithin } from '../process/stop-within.ts';
import type { Start } from '../start.ts';
import { untilAborted } from '../process/until-aborted.ts';
import { watchEventLoop } from '../process/watchdog.ts';

interface ServeOptions {
  readonly port: string | undefined;
  readonly host: string | undefined;
  readonly worker: boolean;
}

export function register(command: Command, start: Start): void {
  command
    .option('--port <n>', 'port (KINDRED_PORT; default 4747; 0 for any)')
    .option(
      '--host <host>',
      'address (KINDRED_HOST; default 127.0.0.1; others than loopback need KINDRED_KEYS)',
    )
    .option('--no-worker', 'leave the jobs to "kindred worker"')
    .action(start(serve));
}

/** Serves the API until SIGINT or SIGTERM, then lets running requests and jobs end. */
async function serve(context: CommandContext, options: ServeOptions): Promise<ExitCode> {
  const { output, signal, environment } = context;
  const messages = logLines(context);
  const warn = withoutRepeats(messages.warn);
  const service = await startService(
    {
      ...environment,
      ...(options.port !== undefined && { KINDRED_PORT: options.port }),
      ...(options.host !== undefined && { KINDRED_HOST: options.host }),
    },
    { log: true, onError: (error) => warn(error.message) },
  );
  watchEventLoop(service.stopMs, signal);
  if (options.worker) await service.work();
  if (output.json) output.value({ url: service.url, docs: `${service.url}/docs`, data: service.dataDir });
  else output.data(`Kindred listens at ${service.url}`);
  messages.note(`Documentation: ${service.url}/docs`);
  messages.note(`Data: ${service.dataDir}`);
  if (!options.worker) messages.note('No worker in this process: jobs wait for one.');
  await untilAborted(signal);
  messages.note('Stopping: running work is brought to a safe end. Press Ctrl-C again to stop at once.');
  const close = async (): Promise<void> => {
    // Whoever presses Ctrl-C has no proxy in front.
    if (signal.reason instanceof Interrupted && signal.reason.exitCode === EXIT.terminated)
      await service.leave();
    await service.close();
  };
  return stopWithin(close, service.stopMs, messages);
}
