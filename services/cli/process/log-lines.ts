import { LEVEL, logLine } from '../../runtime/log-line.ts';
import type { CommandContext } from '../command.ts';
import type { Output } from '../print/output.ts';

/** What a process that runs on its own says to its operator. */
export type Messages = Pick<Output, 'note' | 'warn'>;

/**
 * The messages of a process that logs. Logs are JSON, one object a line, and who reads them reads stderr. So all that this
 * process writes there becomes such lines from now on: its messages, those of packages, and what Node says of warnings and
 * of errors that nobody caught. At a terminal, and when nothing is logged, messages stay text for people.
 */
export function logLines({ output, terminal, environment }: CommandContext): Messages {
  const least = environment['KINDRED_LOG_LEVEL'] || 'info';
  if (terminal !== null || !Object.hasOwn(LEVEL, least)) return output;
  const write = process.stderr.write.bind(process.stderr);
  const log = (level: keyof typeof LEVEL, msg: string, more?: object): void => {
    if (LEVEL[level] >= LEVEL[least as keyof typeof LEVEL]) write(logLine(level, msg, more));
  };
  wrapPlainLines((line) => log('warn', line));
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => log('warn', message, { type: name }));
  process.on('uncaughtException', (error) => {
    const { name, message, stack } = error;
    log('fatal', 'an error that nobody caught ends the process', { err: { type: name, message, stack } });
    process.exit(1);
  });
  return {
    note: (line) => {
      if (!output.quiet) log('info', line);
    },
    warn: (line) => log('warn', line),
  };
}

/** Passes each line that is written to stderr as a text to `tell`, and leaves lines of the log as they are. */
function wrapPlainLines(tell: (line: string) => void): void {
  const { stderr } = process;
  const write = stderr.write.bind(stderr);
  let begun = '';
  stderr.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
    const lines = (begun + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).split('\n');
    begun = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('{')) write(`${line}\n`);
      else if (line.trim() !== '') tell(line.replace(/^kindred: /, ''));
    }
    const callback = [encoding, done].find((given) => typeof given === 'function') as
      (() => void) | undefined;
    if (callback !== undefined) write('', callback);
    return true;
  };
}
