import { KindredError } from '../../schemas/errors.ts';

/**
 * Bytes of each request that count for nothing, so that a question still finds its way while bodies of megabytes have used
 * up all the others. Their number is bounded with that of requests.
 */
const UNCOUNTED_BYTES = 64 * 1024;

/**
 * What a request occupies while it stands. Streams of events, uploads and messages have places of their own; a message of the
 * Model Context Protocol waits for requests of the same key.
 */
export type Occupation = 'request' | 'upload' | 'event-stream' | 'message';

const NAMES: Readonly<Record<Occupation, string>> = {
  request: 'requests',
  upload: 'uploads',
  'event-stream': 'event streams',
  message: 'messages',
};

/** What may be under way at the same time. */
export interface InFlightLimits {
  /** Bytes of bodies and answers that all requests together may hold in memory. */
  readonly bytes: number;
  /** The same for the requests of one key. */
  readonly keyBytes: number;
  /** Requests of one key. It may have as many event streams and messages beside them, and a quarter as many uploads. */
  readonly keyRequests: number;
}

/** What one request holds. */
export interface Holding {
  /**
   * Says that the request holds `bytes` more in memory.
   * @throws KindredError `too_much_at_once` when the key holds too much then, `overloaded` when all requests together do,
   * `payload_too_large` when the request could never hold so much
   */
  add(bytes: number): void;
}

/** What a key, or whoever asks without one, holds now. */
interface Share {
  bytes: number;
  readonly standing: Record<Occupation, number>;
}

/** Counts what requests hold while they stand, in this process, over all keys and for each. */
export class InFlight {
  readonly #limits: InFlightLimits;
  readonly #withKeys: boolean;
  readonly #shares = new Map<string, Share>();
  #bytes = 0;

  /** @param withKeys whether callers have keys; when they have not, all are one, and only the limit on all bytes holds */
  constructor(limits: InFlightLimits, withKeys: boolean) {
    this.#limits = limits;
    this.#withKeys = withKeys;
  }

  /**
   * Gives a request of `asker` its place.
   * @throws KindredError `too_much_at_once` when the key has as many requests of this kind under way as it may
   */
  enter(asker: string, occupation: Occupation): StandingRequest {
    const share = this.#shares.get(asker) ?? {
      bytes: 0,
      standing: { request: 0, upload: 0, 'event-stream': 0, message: 0 },
    };
    const most = this.#mostOf(occupation);
    if (share.standing[occupation] >= most) {
      const message = `This key has ${most} ${NAMES[occupation]} under way, as many as it may. Wait until one has ended.`;
      throw new KindredError('too_much_at_once', message);
    }
    share.standing[occupation] += 1;
    this.#shares.set(asker, share);
    let held = 0;
    const leave = (): void => {
      share.standing[occupation] -= 1;
      this.#count(share, held, 0);
      if (Object.values(share.standing).every((count) => count === 0)) this.#shares.delete(asker);
    };
    return new StandingRequest((bytes) => {
      this.#refuse(share, held, bytes);
      this.#count(share, held, bytes);
      held = bytes;
    }, leave);
  }

  #mostOf(occupation: Occupation): number {
    if (!this.#withKeys) return Number.POSITIVE_INFINITY;
    const { keyRequests } = this.#limits;
    return occupation === 'upload' ? Math.ceil(keyRequests / 4) : keyRequests;
  }

  #count(share: Share, before: number, after: number): void {
    const more = counted(after) - counted(before);
    share.bytes += more;
    this.#bytes += more;
  }

  #refuse(share: Share, before: number, after: number): void {
    const { bytes, keyBytes } = this.#limits;
    const most = this.#withKeys ? Math.min(keyBytes, bytes) : bytes;
    const more = counted(after) - counted(before);
    if (counted(after) > most) {
      throw new KindredError(
        'payload_too_large',
        `What is sent, or what would be answered, is above the ${most} bytes that requests may hold in memory. Ask for ` +
          'less at a time. The operator can raise KINDRED_IN_FLIGHT_BYTES and KINDRED_KEY_IN_FLIGHT_BYTES.',
      );
    }
    if (share.bytes + more > most && this.#withKeys) {
      const message = `The requests of this key that are under way would hold more than ${most} bytes in memory. Send fewer at a time.`;
      throw new KindredError('too_much_at_once', message);
    }
    if (this.#bytes + more > bytes) {
      const message = 'The service holds as many bytes of requests as it may. Ask again in a moment.';
      throw new KindredError('overloaded', message);
    }
  }
}

function counted(bytes: number): number {
  return Math.max(0, bytes - UNCOUNTED_BYTES);
}

/** A request that has its place. It gives it up once its client has left and nothing works for it any more. */
export class StandingRequest implements Holding {
  readonly #hold: (bytes: number) => void;
  readonly #leave: () => void;
  #bytes = 0;
  #working = false;
  #clientLeft = false;
  #over = false;

  constructor(hold: (bytes: number) => void, leave: () => void) {
    this.#hold = hold;
    this.#leave = leave;
  }

  add(bytes: number): void {
    if (this.#over) return;
    this.#hold(this.#bytes + bytes);
    this.#bytes += bytes;
  }

  /** Keeps the place until `work` has ended, even when the client leaves before: the work may go on for a while. */
  async during(work: () => Promise<void>): Promise<void> {
    this.#working = true;
    try {
      await work();
    } finally {
      this.#working = false;
      this.#endWhenOver();
    }
  }

  /** Says that the client has its answer, or has gone. */
  clientHasLeft(): void {
    this.#clientLeft = true;
    this.#endWhenOver();
  }

  #endWhenOver(): void {
    if (this.#over || this.#working || !this.#clientLeft) return;
    this.#over = true;
    this.#leave();
  }
}
