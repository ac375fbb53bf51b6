import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MEBIBYTE = 1024 * 1024;
/** Of Linux: `sysconf(_SC_CLK_TCK)` is 100 on every platform that Node runs on. */
const TICKS_A_SECOND = 100;
const SAMPLE_MS = 1_000;
const FIELDS_BEFORE_UTIME = 11;

/** What a process takes; memory in MiB. */
export interface Usage {
  /** In memory altogether; files that are mapped count as far as they are in memory. */
  readonly resident: number;
  /** Its own memory, which the system cannot drop: what is left without the pages of files. */
  readonly own: number;
  /** Of all cores, since its start. */
  readonly cpuSeconds: number;
}

/** Reads /proc, so Linux alone. Throws when there is no such process. */
export async function usageOf(pid: number): Promise<Usage> {
  const [status, line] = await Promise.all([
    readFile(`/proc/${pid}/status`, 'utf8'),
    readFile(`/proc/${pid}/stat`, 'utf8'),
  ]);
  const kibibytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? NaN);
  // The name of the program stands in brackets and may hold blanks.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[FIELDS_BEFORE_UTIME]) + Number(fields[FIELDS_BEFORE_UTIME + 1]);
  return {
    resident: kibibytes('VmRSS') / 1024,
    own: kibibytes('RssAnon') / 1024,
    cpuSeconds: ticks / TICKS_A_SECOND,
  };
}

/** Bytes on disk of the files below a folder, in MiB. Files that vanish meanwhile count nothing. */
export async function diskOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const blocks = await Promise.all(
    files.map(({ parentPath, name }) =>
      stat(join(parentPath, name)).then(
        (file) => file.blocks,
        () => 0,
      ),
    ),
  );
  return (blocks.reduce((sum, count) => sum + count, 0) * 512) / MEBIBYTE;
}

/** Watches a process once a second until `stop`, for the most memory it took. */
export class UsagePeak {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  peak = 0;

  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => void this.#sample(), SAMPLE_MS);
  }

  /** The usage at the end. */
  async stop(): Promise<Usage> {
    clearInterval(this.#timer);
    await this.#sample();
    return usageOf(this.#pid);
  }

  /** A process that has ended takes nothing any more. */
  async #sample(): Promise<void> {
    const usage = await usageOf(this.#pid).catch(() => null);
    this.peak = Math.max(this.peak, usage?.resident ?? 0);
  }
}
