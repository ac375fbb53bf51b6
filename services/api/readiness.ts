import type { Logger } from 'pino';
import type { Readiness } from '../../schemas/api/health.ts';
import type { Encodings } from '../encodings/port.ts';
import type { JobQueue } from '../queue/port.ts';
import type { DiskRoom } from '../runtime/disk-room.ts';

/** What is looked at. */
interface Looked {
  readonly encodings: Pick<Encodings, 'live' | 'assertKnown'>;
  readonly queue: Pick<JobQueue, 'ping'>;
  readonly disk: Pick<DiskRoom, 'assert'>;
}

const PART_DEADLINE_MS = 2_000;
/** How long an answer is given again. Anybody may ask, so the work must not depend on how often they do. */
const KEPT_MS = 1_000;
const OK = 'ok';
/** What is told of a part to those who may not know its address and its faults. */
const NOT_AVAILABLE = 'not available';

type Parts = Omit<Readiness, 'status'>;

/** Looks whether a process can work, once a second at most, however many ask. */
export class ReadinessCheck {
  readonly #deps: Looked;
  readonly #log: Logger;
  #looking: Promise<Parts> | null = null;
  #leaving = false;
  #logged = '';

  constructor(deps: Looked, log: Logger) {
    this.#deps = deps;
    this.#log = log;
  }

  /** From now on the process is not ready, though it still answers: it is about to stop. */
  leave(): void {
    this.#leaving = true;
  }

  /** @param detailed whether the answer says what is wrong, which names hosts and folders */
  async now(detailed: boolean): Promise<Readiness> {
    this.#looking ??= this.#look();
    const parts = await this.#looking;
    const told = detailed ? parts : withoutReasons(parts);
    return { status: this.#leaving ? 'stopping' : statusOf(parts), ...told };
  }

  async #look(): Promise<Parts> {
    const { encodings, queue, disk } = this.#deps;
    const { store, encoder } = encodings.live();
    const [storeState, queueState, encoderState, diskState] = await Promise.all([
      stateOf(async () => {
        encodings.assertKnown();
        await store.ping();
      }),
      stateOf(() => queue.ping()),
      stateOf(() => encoder.embed(['ready'], { priority: 'query' })),
      stateOf(() => disk.assert()),
    ]);
    setTimeout(() => (this.#looking = null), KEPT_MS).unref();
    const parts = { store: storeState, queue: queueState, encoder: encoderState, disk: diskState };
    this.#logChange(parts);
    return parts;
  }

  /** Callers are not told what is wrong, so the log is, whenever it has changed. */
  #logChange(parts: Parts): void {
    const now = JSON.stringify(parts);
    const before = this.#logged;
    this.#logged = now;
    if (now === before) return;
    const status = statusOf(parts);
    if (status !== 'ready') this.#log.warn({ ...parts, status }, 'not ready');
    else if (before !== '') this.#log.info('ready again');
  }
}

function statusOf({ disk, ...needed }: Parts): Readiness['status'] {
  if (Object.values(needed).some((state) => state !== OK)) return 'not_ready';
  // Questions are answered on a full disk too, so it takes no process out of service.
  return disk === OK ? 'ready' : 'read_only';
}

function withoutReasons({ store, queue, encoder, disk }: Parts): Parts {
  const told = (state: string): string => (state === OK ? OK : NOT_AVAILABLE);
  return { store: told(store), queue: told(queue), encoder: told(encoder), disk: told(disk) };
}

async function stateOf(ask: () => Promise<unknown>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${PART_DEADLINE_MS / 1_000} s`), PART_DEADLINE_MS);
  });
  const answer = ask().then(
    () => OK,
    (error: unknown) => (error instanceof Error ? error.message : NOT_AVAILABLE),
  );
  try {
    return await Promise.race([answer, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
