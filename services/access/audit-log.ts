import type { AuditEntry, AuditEvent } from '../../schemas/audit.ts';
import type { Access } from './access.ts';
import { appendToAudit } from './audit-files.ts';

/** How often the requests of a key that go on are written down. */
const COUNTED_FOR_MS = 10 * 60_000;

/** Who did something: a key, or nobody that asked, as with the end of a job. */
export type Actor = Pick<Access, 'id' | 'name'> | null;
export type Details = Readonly<Record<string, unknown>>;

export interface AuditOptions {
  /** How many days entries are kept. */
  readonly days: number;
  /** Called with an entry that cannot be written, on a full disk for example. */
  readonly onLost: (entry: AuditEntry, error: unknown) => void;
}

/** What one actor did again and again, counted until it is written down. */
interface Count {
  readonly event: AuditEvent;
  readonly actor: Actor;
  /** What does not change from one time to the next. */
  readonly about: Details;
  readonly times: Map<string, number>;
  since: number;
  dueAt: number;
}

/** The audit log in the folder `audit` of a data directory. Any number of processes may write into it. */
export class AuditLog {
  readonly #dataDir: string;
  readonly #options: AuditOptions;
  readonly #counts = new Map<string, Count>();
  readonly #pending = new Set<Promise<void>>();
  readonly #timer = setInterval(() => this.#writeCounts(Date.now()), COUNTED_FOR_MS / 10).unref();

  constructor(dataDir: string, options: AuditOptions) {
    this.#dataDir = dataDir;
    this.#options = options;
  }

  /** Writes an entry down. It never fails: what cannot be written goes to `onLost`. */
  async note(event: AuditEvent, actor: Actor, details: Details): Promise<void> {
    const at = new Date().toISOString();
    const entry = { at, event, key: actor?.id ?? null, name: actor?.name ?? null, ...details };
    const { days, onLost } = this.#options;
    await appendToAudit(this.#dataDir, entry, days).catch((error: unknown) => onLost(entry, error));
  }

  /** Counts a request that has ended. The first of a key is written down at once, later ones every ten minutes. */
  used(actor: Access, operation: string, isRefused: boolean): void {
    this.#count('key_used', actor, {}, isRefused ? [operation, 'refused'] : [operation]);
  }

  /** Counts a file that was sent, as `used` does. */
  read(actor: Access, job: string, file: string): void {
    this.#count('result_read', actor, { job, file }, ['sent']);
  }

  /** Writes down what was counted. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#writeCounts(Infinity);
    await Promise.all(this.#pending);
  }

  #count(event: AuditEvent, actor: Access, about: Details, names: readonly string[]): void {
    const subject = JSON.stringify([event, actor.id, about]);
    const now = Date.now();
    const count: Count = this.#counts.get(subject) ?? {
      event,
      actor,
      about,
      times: new Map(),
      since: now,
      dueAt: now,
    };
    this.#counts.set(subject, count);
    if (count.times.size === 0) count.since = now;
    for (const name of names) count.times.set(name, (count.times.get(name) ?? 0) + 1);
    if (now >= count.dueAt) this.#write(count, now);
  }

  /** Writes what is due. What was quiet for a whole period is forgotten, so that the counts do not grow with every job. */
  #writeCounts(now: number): void {
    for (const [subject, count] of this.#counts) {
      if (now < count.dueAt) continue;
      if (count.times.size === 0) this.#counts.delete(subject);
      else this.#write(count, now);
    }
  }

  #write(count: Count, now: number): void {
    const { event, actor, about, times, since } = count;
    const counted = { since: new Date(since).toISOString(), times: Object.fromEntries(times) };
    const writing = this.note(event, actor, { ...about, ...counted });
    this.#pending.add(writing);
    void writing.finally(() => this.#pending.delete(writing));
    times.clear();
    count.dueAt = now + COUNTED_FOR_MS;
  }
}
