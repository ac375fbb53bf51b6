import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq';

/** The comments and spaces before a statement; BullMQ begins its statements with comments. */
const LEADING_COMMENTS = /^(?:\s*(?:--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/))*\s*/;

/**
 * After so many failures in a row each further one takes a while: whoever asks again at once, as idle workers do, would
 * leave the process no time for anything else when the database is beyond help.
 */
const FAILURES_AT_ONCE = 3;
const PAUSE_MS = 200;

type Release = () => void;

/**
 * The part of a `pg.Pool` that BullMQ's Postgres backend uses, over a PGlite database. All "connections" share the one
 * session of the database. Statements run one after the other, and a client has the session for itself from BEGIN to
 * COMMIT.
 */
export class PglitePool implements PgPool {
  readonly #db: PGlite;
  #tail: Promise<void> = Promise.resolve();
  #failures = 0;

  constructor(db: PGlite) {
    this.#db = db;
  }

  async query<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    const release = await this.acquire();
    try {
      return await this.run<R>(text, params);
    } finally {
      release();
    }
  }

  connect(): Promise<PgPoolClient> {
    return Promise.resolve(new PgliteClient(this, this.#db));
  }

  /** Closes the database when all statements before have run. */
  async end(): Promise<void> {
    const release = await this.acquire();
    try {
      await this.#db.close();
    } finally {
      release();
    }
  }

  /** Listens to nothing: a pool without sockets has no events. */
  on(): this {
    return this;
  }

  removeAllListeners(): this {
    return this;
  }

  /** Resolves when the session is free. The caller then has it until it calls the function that it gets. */
  async acquire(): Promise<Release> {
    const before = this.#tail;
    let release: Release = () => undefined;
    this.#tail = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return release;
  }

  /** Runs a statement; the caller must have the session. Without values a text may hold several statements, as with `pg`. */
  async run<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    try {
      const result = await this.#runNow<R>(text, params);
      this.#failures = 0;
      return result;
    } catch (error) {
      this.#failures += 1;
      if (this.#failures > FAILURES_AT_ONCE) await sleep(PAUSE_MS);
      throw error;
    }
  }

  async #runNow<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    if (params !== undefined) return answer(await this.#db.query<R>(text, [...params]));
    const results = await this.#db.exec(text);
    return answer((results.at(-1) ?? { rows: [] }) as Answer<R>);
  }
}

interface Answer<R> {
  readonly rows: R[];
  readonly affectedRows?: number;
}

function answer<R>({ rows, affectedRows }: Answer<R>): PgQueryResult<R> {
  return { rows, rowCount: affectedRows ?? rows.length };
}

class PgliteClient extends EventEmitter implements PgPoolClient {
  readonly #pool: PglitePool;
  readonly #db: PGlite;
  readonly #unlisten: (() => Promise<void>)[] = [];
  #transaction: Release | null = null;

  constructor(pool: PglitePool, db: PGlite) {
    super();
    this.#pool = pool;
    this.#db = db;
  }

  async query<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    const [verb = '', argument = ''] = text.replace(LEADING_COMMENTS, '').split(/[\s;]+/, 2);
    switch (verb.toUpperCase()) {
      case 'LISTEN':
        await this.#listen(argument);
        return { rows: [] };
      case 'BEGIN':
        return this.#begin<R>(text);
      case 'COMMIT':
      case 'ROLLBACK':
        return this.#finish<R>(text);
      default:
        return this.#transaction === null
          ? this.#pool.query<R>(text, params)
          : this.#pool.run<R>(text, params);
    }
  }

  release(): void {
    this.removeAllListeners();
    void this.#letGo();
  }

  async #begin<R>(text: string): Promise<PgQueryResult<R>> {
    this.#transaction = await this.#pool.acquire();
    return this.#pool.run<R>(text);
  }

  async #finish<R>(text: string): Promise<PgQueryResult<R>> {
    try {
      return await this.#pool.run<R>(text);
    } finally {
      this.#transaction?.();
      this.#transaction = null;
    }
  }

  async #listen(channel: string): Promise<void> {
    const release = await this.#pool.acquire();
    try {
      const unlisten = await this.#db.listen(channel, (payload) => {
        this.emit('notification', { channel, payload });
      });
      this.#unlisten.push(unlisten);
    } finally {
      release();
    }
  }

  async #letGo(): Promise<void> {
    if (this.#transaction !== null) await this.#finish('ROLLBACK');
    const release = await this.#pool.acquire();
    try {
      if (!this.#db.closed) await Promise.all(this.#unlisten.splice(0).map((unlisten) => unlisten()));
    } finally {
      release();
    }
  }
}
