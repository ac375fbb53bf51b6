import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Where text goes: the part of `process.stdout` and `process.stderr` that is used. */
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

/** Data on stdout, messages on stderr. */
export interface Output {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Width of a terminal, 100 elsewhere. */
  readonly width: number;
  readonly glyphs: Glyphs;
  /** A line of data. */
  data(line: string): void;
  /** The whole answer as JSON: what `--json` prints instead of `data`. */
  value(value: unknown): void;
  /** Something to know, for people; nothing with `--quiet`. */
  note(line: string): void;
  /** Something that is wrong, or nearly. */
  warn(line: string): void;
  error(message: string): void;
  /** Styles text for stdout. */
  style(style: Style, text: string): string;
  /** Resolves when everything written has left the process. */
  flush(): Promise<void>;
}

/** Signs of our own, for terminals that know UTF-8 and for those that do not. */
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

/** `kindred … | head` closes our pipe early: that is not an error. */
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
