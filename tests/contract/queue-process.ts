import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('queue-worker-process.ts', import.meta.url));

/** Another process that works on the same jobs, for tests that kill it. */
export class QueueProcess {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #errors = '';
  #wake: () => void = () => undefined;

  constructor(queueArguments: readonly string[], task: 'work' | 'enqueue' | 'close') {
    this.#child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, ...queueArguments, task], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = once(this.#child, 'close');
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    if (this.#child.stdout === null) throw new Error('The process has no output.');
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.lines.push(line);
      this.#wake();
    });
    void this.#ended.then(() => this.#wake());
  }

  /** Resolves when the process has printed `count` lines that start with `start`. */
  async printed(start: string, count = 1): Promise<void> {
    while (this.lines.filter((line) => line.startsWith(start)).length < count) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`The process ended before it printed "${start}": ${this.#errors}`);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Resolves with the exit code when the process has ended by itself. */
  async ended(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
