import { readFile } from 'node:fs/promises';
import { RecipeManifest, type RecipeStepDone } from '../../../../schemas/recipe/manifest.ts';
import { FileError } from '../files/file-error.ts';
import { openPendingFile } from '../files/pending-file.ts';

type About = Omit<RecipeManifest, 'steps'>;

/** What a recipe has done so far, in a file that is written after every change. */
export class Manifest {
  readonly #path: string;
  readonly #about: About;
  readonly #before: readonly RecipeStepDone[];
  readonly #steps: RecipeStepDone[] = [];

  private constructor(path: string, about: About, before: readonly RecipeStepDone[]) {
    this.#path = path;
    this.#about = about;
    this.#before = before;
  }

  /** @throws FileError when the file is there and is no manifest */
  static async open(path: string, about: About): Promise<Manifest> {
    try {
      const { steps } = RecipeManifest.parse(JSON.parse(await readFile(path, 'utf8')));
      return new Manifest(path, about, steps);
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
        return new Manifest(path, about, []);
      throw new FileError(`${path} is no manifest of a recipe: move it away, or name another`, { cause });
    }
  }

  get content(): RecipeManifest {
    return { ...this.#about, steps: this.#steps };
  }

  /** The step with a fingerprint that an earlier run started or completed. */
  earlier(fingerprint: string): RecipeStepDone | undefined {
    return this.#before.find((step) => step.fingerprint === fingerprint && step.state !== 'failed');
  }

  /** Notes how far a step is. What earlier runs did of later steps stays in the file until these are reached. */
  async note(step: RecipeStepDone): Promise<void> {
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

  async #write(steps: readonly RecipeStepDone[]): Promise<void> {
    const file = await openPendingFile(this.#path);
    await file.append(Buffer.from(`${JSON.stringify({ ...this.#about, steps }, null, 2)}\n`));
    await file.commit();
  }
}
