import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CorpusName } from '../../schemas/record.ts';
import { writeDurably } from '../runtime/durable-file.ts';
import { isErrno } from '../runtime/is-errno.ts';
import { steadyTime } from '../runtime/steady-time.ts';
import { NEVER_DELETED, type CorpusEpoch, type Epochs } from './port.ts';

const KeptEpoch = z.object({ corpus: CorpusName, epoch: z.int().min(0), deleting: z.boolean() });
const ENDING = '.json';

/** The epochs in the folder `epochs` of a data directory, a small file for each corpus that was ever deleted. */
export class EpochFiles {
  readonly #directory: string;

  constructor(dataDir: string) {
    this.#directory = join(dataDir, 'epochs');
  }

  async read(corpus: string): Promise<CorpusEpoch> {
    try {
      return KeptEpoch.parse(JSON.parse(await readFile(this.#path(corpus), 'utf8')));
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return NEVER_DELETED;
      throw error;
    }
  }

  async readAll(): Promise<Map<string, CorpusEpoch>> {
    const names = await readdir(this.#directory).catch((error: unknown) => {
      if (isErrno(error, 'ENOENT')) return [];
      throw error;
    });
    const kept = new Map<string, CorpusEpoch>();
    for (const name of names.filter((one) => one.endsWith(ENDING))) {
      const text = await readFile(join(this.#directory, name), 'utf8');
      const { corpus, epoch, deleting } = KeptEpoch.parse(JSON.parse(text));
      kept.set(corpus, { epoch, deleting });
    }
    return kept;
  }

  /** Keeps an epoch, unless a later one is kept already. Once this resolves, it survives a power cut. */
  async keep(corpus: string, { epoch, deleting }: CorpusEpoch): Promise<void> {
    if ((await this.read(corpus)).epoch > epoch) return;
    await writeDurably(this.#path(corpus), `${JSON.stringify({ corpus, epoch, deleting })}\n`);
  }

  /** Names differ in case, which not every file system tells apart, so a file has the name's bytes in hexadecimal. */
  #path(corpus: string): string {
    return join(this.#directory, `${Buffer.from(corpus).toString('hex')}${ENDING}`);
  }
}

/**
 * The epochs of a service that is one process. A deletion that a killed process left begins anew when they are read, so
 * that whatever is in the store at that time counts as older.
 */
export function epochsOfOneProcess(files: EpochFiles): Epochs {
  let loading: Promise<Map<string, CorpusEpoch>> | null = null;
  let turn = Promise.resolve();
  const load = async (): Promise<Map<string, CorpusEpoch>> => {
    const kept = await files.readAll();
    for (const [corpus, { epoch, deleting }] of kept) {
      if (deleting) kept.set(corpus, { epoch: laterThan(epoch), deleting });
    }
    return kept;
  };
  const all = (): Promise<Map<string, CorpusEpoch>> => {
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
  /** Files are written one after the other, so that the last state is the one that stays. */
  const set = (states: Map<string, CorpusEpoch>, corpus: string, state: CorpusEpoch): Promise<void> => {
    states.set(corpus, state);
    const written = turn.then(() => files.keep(corpus, state));
    turn = written.catch(() => undefined);
    return written;
  };
  return {
    of: async (corpus) => (await all()).get(corpus) ?? NEVER_DELETED,
    all,
    raise: async (corpus) => {
      const states = await all();
      const epoch = laterThan(states.get(corpus)?.epoch ?? 0);
      await set(states, corpus, { epoch, deleting: true });
      return epoch;
    },
    settle: async (corpus, epoch) => {
      const states = await all();
      if (states.get(corpus)?.epoch === epoch) await set(states, corpus, { epoch, deleting: false });
    },
    close: () => turn,
  };
}

function laterThan(epoch: number): number {
  return Math.max(steadyTime(), epoch) + 1;
}
