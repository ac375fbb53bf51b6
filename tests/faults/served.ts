import { spawn, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { firstLine } from '../e2e/run-cli.ts';
import { killed } from './servers.ts';

const BINARY = fileURLToPath(new URL('../../infra/bin/kindred.mjs', import.meta.url));
const KIBIBYTE = 1024;
const WATCH_MS = 50;

export interface ServedProcess {
  readonly url: string;
  /** The memory of the process now, in bytes. */
  memory(): number;
  /** Runs `work`, and resolves with the most memory that the process had meanwhile, in bytes. */
  peakDuring(work: () => Promise<void>): Promise<number>;
  stop(): Promise<void>;
  /** Ends the process with SIGKILL. */
  kill(): Promise<void>;
}

/** Starts `kindred serve` in a separate process, with workers, on a free port; `binary` is the program of which build. */
export async function serveAlone(
  environment: Record<string, string>,
  binary = BINARY,
): Promise<ServedProcess> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(KINDRED|REDIS|QDRANT)_/.test(name));
  const child = spawn(process.execPath, [binary, 'serve', '--port', '0'], {
    env: { ...Object.fromEntries(kept), ...environment },
  });
  child.stderr.resume();
  const [url = ''] = /http:\S+$/.exec(await firstLine(child)) ?? [];
  const memory = (): number => residentBytes(child.pid ?? 0);
  return {
    url,
    memory,
    peakDuring: async (work) => {
      let peak = memory();
      const timer = setInterval(() => (peak = Math.max(peak, memory())), WATCH_MS);
      try {
        await work();
      } finally {
        clearInterval(timer);
      }
      return peak;
    },
    stop: async () => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await closed;
    },
    kill: () => killed(child),
  };
}

/** The resident memory of one process, without its children, in bytes. */
function residentBytes(pid: number): number {
  if (process.platform === 'linux') {
    const [, kibibytes = ''] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) * KIBIBYTE;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * KIBIBYTE;
}
