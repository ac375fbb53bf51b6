import type { JobQueue } from '../../queue/port.ts';
import { hasEnded } from '../../queue/has-ended.ts';
import type { UserJob } from './job-report.ts';
import { findUserJob } from './user-jobs.ts';

const POLL_MS = 250;

/** Why a subscription ended. `lost`: the service closes, the queue does not answer, or the job was removed from it. */
export type EndReason = 'job-ended' | 'lost';

export interface JobListener {
  /** Called with the present state of the job at the beginning, and again whenever it has changed. */
  changed(job: UserJob): void;
  /** Called once, when no further report will come. */
  ended(reason: EndReason): void;
}

interface Subscription {
  readonly id: string;
  readonly listener: JobListener;
  seen: string | null;
}

/** Follows jobs for any number of listeners, and asks the queue once per job and round however many listen. */
export class JobWatcher {
  private readonly queue: JobQueue;
  private readonly subscriptions = new Set<Subscription>();
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(queue: JobQueue) {
    this.queue = queue;
  }

  /** Subscribes to a job. @returns a function that ends the subscription; it may be called twice */
  watch(id: string, listener: JobListener): () => void {
    const subscription: Subscription = { id, listener, seen: null };
    if (this.closed) {
      listener.ended('lost');
      return () => undefined;
    }
    this.subscriptions.add(subscription);
    this.schedule(0);
    return () => {
      this.subscriptions.delete(subscription);
    };
  }

  /** Ends every subscription. */
  close(): void {
    this.closed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    for (const subscription of this.subscriptions) this.end(subscription, 'lost');
  }

  private schedule(delay: number): void {
    if (this.timer !== null || this.closed || this.subscriptions.size === 0) return;
    this.timer = setTimeout(() => void this.round(), delay);
  }

  private async round(): Promise<void> {
    const ids = new Set([...this.subscriptions].map(({ id }) => id));
    await Promise.all([...ids].map((id) => this.look(id)));
    this.timer = null;
    this.schedule(POLL_MS);
  }

  private async look(id: string): Promise<void> {
    try {
      const job = await findUserJob(this.queue, id);
      for (const subscription of this.of(id)) this.tell(subscription, job);
    } catch {
      for (const subscription of this.of(id)) this.end(subscription, 'lost');
    }
  }

  private of(id: string): Subscription[] {
    return [...this.subscriptions].filter((subscription) => subscription.id === id);
  }

  private tell(subscription: Subscription, job: UserJob | null): void {
    if (job === null) {
      this.end(subscription, 'lost');
      return;
    }
    const seen = JSON.stringify(job);
    if (seen !== subscription.seen) subscription.listener.changed(job);
    subscription.seen = seen;
    if (hasEnded(job.state)) this.end(subscription, 'job-ended');
  }

  private end(subscription: Subscription, reason: EndReason): void {
    if (this.subscriptions.delete(subscription)) subscription.listener.ended(reason);
  }
}
