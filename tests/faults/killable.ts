import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

type KillAt = (line: string) => boolean;

/** Runs `ingest-process.ts` as `runKillable` does. */
export function runIngesting(args: readonly string[], killAt: KillAt): Promise<boolean> {
  return runKillable('ingest-process.ts', args, killAt);
}

/**
 * Runs one program of this folder, and kills it with SIGKILL at the first line of its output for which `killAt` is
 * true.
 * @returns whether it ended by itself with `done`
 * @throws Error with the messages of the process when it fails by itself
 */
export async function runKillable(name: string, args: readonly string[], killAt: KillAt): Promise<boolean> {
  const script = fileURLToPath(new URL(`./${name}`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let messages = '';
  child.stderr.on('data', (chunk: Buffer) => (messages += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  let done = false;
  for await (const line of createInterface(child.stdout)) {
    if (line === 'done') done = true;
    if (killAt(line)) child.kill('SIGKILL');
  }
  const code = await ended;
  if (!done && code !== null) throw new Error(`the process failed with ${code}: ${messages}`);
  return done;
}
