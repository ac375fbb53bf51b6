import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../../infra/bin/kindred.mjs', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment without the variables that a developer may have set for the service. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(KINDRED|REDIS|QDRANT|OTEL)_/.test(name));
  return { ...Object.fromEntries(kept), LANG: 'C.UTF-8', LC_ALL: '' };
}

/** Starts the real program. */
export function startCli(...args: string[]): ChildProcessWithoutNullStreams {
  return startCliWith({}, ...args);
}

/** Starts the real program with these variables. */
export function startCliWith(
  variables: Readonly<Record<string, string>>,
  ...args: string[]
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [BINARY, ...args], { env: { ...environment(), ...variables } });
}

/** Resolves with the output of a process when it has ended. */
export function finished(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs the real program to its end. */
export function runCli(...args: string[]): Promise<Finished> {
  return finished(startCli(...args));
}

/** Resolves with the first line on stdout; rejects when the process ends without one. */
export function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.once('close', (code) => reject(new Error(`ended with ${code} before a line came`)));
  });
}
