import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** The part of `process.stdout` and `process.stderr` that the command line uses. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string, done?: () => void): boolean;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

export interface OutputOptions {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Prints data to stdout and messages to stderr. */
export interface Output {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Columns of the terminal; 100 when stdout is not a terminal. */
  readonly width: number;
  readonly glyphs: Glyphs;
  /** Prints a line of data; nothing with `--json`. */
  data(line: string): void;
  /** Prints the whole answer as JSON, which `--json` asks for instead of lines of data. */
  value(value: unknown): void;
  /** Prints a message that is good to know; nothing with `--quiet`. */
  note(line: string): void;
  /** Prints a message on something that is wrong or may be wrong. */
  warn(line: string): void;
  error(message: string): void;
  /** Adds colour or weight to a text for stdout, when that is a terminal. */
  style(style: Style, text: string): string;
  /** Resolves when everything that was printed has left the process. */
  flush(): Promise<void>;
}

/** The special characters in the output: there is one set for terminals with UTF-8 and one for the others. */
interface Glyphs {
  readonly bar: string;
  readonly track: string;
  readonly ellipsis: string;
  readonly arrow: string;
  readonly times: string;
  readonly unicode: boolean;
}

const UNICODE: Glyphs = { bar: '█', track: '░', ellipsis: '…', arrow: '→', times: '×', unicode: true };
const ASCII: Glyphs = { bar: '#', track: '.', ellipsis: '...', arrow: '->', times: 'x', unicode: false };
const WIDTH_WITHOUT_TERMINAL = 100;

export function createOutput(options: OutputOptions): Output {
  const { stdout, stderr, environment, json, quiet } = options;
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe);
  const paint = (stream: TextStream, style: Style, text: string): string =>
    hasColours(stream, environment) ? styleText(style, text, { validateStream: false }) : text;
  const message = (text: string): void => void stderr.write(`${text}\n`);
  return {
    json,
    quiet,
    width: stdout.columns ?? WIDTH_WITHOUT_TERMINAL,
    glyphs: knowsUnicode(environment) ? UNICODE : ASCII,
    data: (line) => void stdout.write(`${line}\n`),
    value: (value) => void stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    note: (line) => {
      if (!quiet) message(line);
    },
    warn: (line) => message(paint(stderr, 'yellow', line)),
    error: (text) => message(`${paint(stderr, 'red', 'kindred:')} ${text}`),
    style: (style, text) => paint(stdout, style, text),
    flush: async () => {
      for (const stream of [stdout, stderr]) {
        await new Promise<void>((resolve) => void stream.write('', () => resolve()));
      }
    },
  };
}

/** Ignores that a reader closed its end of a pipe early, as in `kindred … | head`: that is not an error. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function hasColours(stream: TextStream, environment: OutputOptions['environment']): boolean {
  const refused = (environment['NO_COLOR'] ?? '') !== '';
  return stream.isTTY === true && !refused && environment['TERM'] !== 'dumb';
}

function knowsUnicode(environment: OutputOptions['environment']): boolean {
  const { LC_ALL: all, LC_CTYPE: type, LANG: language, WT_SESSION: windowsTerminal } = environment;
  return windowsTerminal !== undefined || /utf-?8/i.test(all || type || language || '');
}
