import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeDurably } from '../../runtime/durable-file.ts';
import { isErrno } from '../../runtime/is-errno.ts';
import { CliError } from '../exit-codes.ts';

const Done = z.object({
  name: z.string(),
  /** What is read or made: a file that was ingested, or the corpora of an operation. */
  of: z.string(),
  /** Stands for the step, its input and all steps before it. The same fingerprint means that nothing need be done again. */
  fingerprint: z.string(),
  job: z.string(),
  state: z.enum(['started', 'completed', 'failed']),
  /** Numbers of the report, such as rows and how many stay. */
  figures: z.record(z.string(), z.number()),
  /** The files that were written, with the SHA-256 of their bytes. */
  files: z.array(z.object({ path: z.string(), sha256: z.string() })),
  ended_at: z.string().nullable(),
});
export type DoneStep = z.infer<typeof Done>;

const ManifestFile = z.object({
  kindred: z.string().describe('The version that wrote it.'),
  recipe: z.object({ path: z.string(), sha256: z.string() }),
  steps: z.array(Done),
});
export type ManifestFile = z.infer<typeof ManifestFile>;

/** What a recipe has done so far, in a file that is written after every change. */
export class Manifest {
  readonly #path: string;
  readonly #about: Omit<ManifestFile, 'steps'>;
  readonly #before: readonly DoneStep[];
  readonly #steps: DoneStep[] = [];

  private constructor(path: string, about: Omit<ManifestFile, 'steps'>, before: readonly DoneStep[]) {
    this.#path = path;
    this.#about = about;
    this.#before = before;
  }

  /** @throws CliError when the file is there and is no manifest */
  static async open(path: string, about: Omit<ManifestFile, 'steps'>): Promise<Manifest> {
    try {
      const { steps } = ManifestFile.parse(JSON.parse(await readFile(path, 'utf8')));
      return new Manifest(path, about, steps);
    } catch (cause) {
      if (isErrno(cause, 'ENOENT')) return new Manifest(path, about, []);
      throw new CliError(
        `${path} is no manifest of a recipe: move it away, or name another with --manifest`,
        undefined,
        {
          cause,
        },
      );
    }
  }

  get content(): ManifestFile {
    return { ...this.#about, steps: this.#steps };
  }

  /** The step with a fingerprint that an earlier run started or completed. */
  earlier(fingerprint: string): DoneStep | undefined {
    return this.#before.find((step) => step.fingerprint === fingerprint && step.state !== 'failed');
  }

  /** Notes how far a step is. What earlier runs did of later steps stays in the file until these are reached. */
  async note(step: DoneStep): Promise<void> {
    const last = this.#steps.at(-1);
    if (last?.fingerprint === step.fingerprint) this.#steps.pop();
    this.#steps.push(step);
    const done = new Set(this.#steps.map(({ fingerprint }) => fingerprint));
    const rest = this.#before.filter(({ fingerprint }) => !done.has(fingerprint));
    await this.#write([...this.#steps, ...rest]);
  }

  /** Writes what this run did, and nothing else. */
  close(): Promise<void> {
    return this.#write(this.#steps);
  }

  #write(steps: readonly DoneStep[]): Promise<void> {
    return writeDurably(this.#path, `${JSON.stringify({ ...this.#about, steps }, null, 2)}\n`);
  }
}
