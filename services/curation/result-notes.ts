import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CuratePayload, CurateResult } from '../../schemas/curation/operations.ts';
import type { JobSnapshot } from '../queue/port.ts';

/** No name of a result's file, so that it can be downloaded by nobody. */
const NAME = 'job.json';

const ResultNote = z.object({
  payload: CuratePayload,
  result: CurateResult,
  startedAt: z.number(),
  finishedAt: z.number(),
});
type ResultNote = z.infer<typeof ResultNote>;

/**
 * What each directory of results says of the job that left it, so that results can be listed and downloaded when the
 * queue has forgotten the job.
 */
export class ResultNotes {
  readonly #root: string;
  /** Notes never change, and there may be thousands of them. */
  readonly #known = new Map<string, JobSnapshot<'curate'>>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Adds the note to a directory of results that nobody sees yet. */
  write(directory: string, note: ResultNote): Promise<void> {
    return writeFile(join(directory, NAME), JSON.stringify(note), { mode: 0o600 });
  }

  /** The curation whose results are there; null without results, and for results of a version that left no notes. */
  async read(job: string): Promise<JobSnapshot<'curate'> | null> {
    const text = await readFile(join(this.#root, job, NAME), 'utf8').catch(() => null);
    const note = text === null ? null : parsed(text);
    if (note === null) return null;
    const { payload, result, startedAt, finishedAt } = note;
    return {
      ...{ id: job, name: 'curate', state: 'completed', payload, result },
      ...{ progress: null, error: null, attempts: 1, children: { finished: 0, unfinished: 0 } },
      ...{ createdAt: startedAt, startedAt, finishedAt },
    };
  }

  async all(): Promise<JobSnapshot<'curate'>[]> {
    const names = await readdir(this.#root).catch((): string[] => []);
    const there = new Set(names);
    for (const known of this.#known.keys()) if (!there.has(known)) this.#known.delete(known);
    for (const name of names) {
      if (this.#known.has(name) || !z.uuid().safeParse(name).success) continue;
      const job = await this.read(name);
      if (job !== null) this.#known.set(name, job);
    }
    return [...this.#known.values()];
  }
}

function parsed(text: string): ResultNote | null {
  try {
    return ResultNote.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
