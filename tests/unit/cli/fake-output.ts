import { createOutput } from '../../../services/cli/print/output.ts';
import type { Output, OutputOptions, TextStream } from '../../../services/cli/print/output.ts';

/** A stream that keeps what is written to it. */
class KeptStream implements TextStream {
  text = '';
  readonly isTTY: boolean;
  private errorListener: ((error: NodeJS.ErrnoException) => void) | null = null;

  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }

  write(text: string, done?: () => void): boolean {
    this.text += text;
    done?.();
    return true;
  }

  on(_event: 'error', listener: (error: NodeJS.ErrnoException) => void): void {
    this.errorListener = listener;
  }

  fail(code: string): void {
    this.errorListener?.(Object.assign(new Error(code), { code }));
  }
}

export interface KeptOutput {
  readonly output: Output;
  readonly stdout: KeptStream;
  readonly stderr: KeptStream;
}

export function keptOutput(
  options: Partial<Pick<OutputOptions, 'environment' | 'json' | 'quiet'>> = {},
  isTTY = false,
): KeptOutput {
  const stdout = new KeptStream(isTTY);
  const stderr = new KeptStream(isTTY);
  const output = createOutput({
    stdout,
    stderr,
    environment: { LANG: 'en_US.UTF-8' },
    json: false,
    quiet: false,
    ...options,
  });
  return { output, stdout, stderr };
}
