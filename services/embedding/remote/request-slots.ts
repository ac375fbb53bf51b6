interface Waiting {
  readonly start: () => void;
  readonly urgent: boolean;
}

/** Lets so many requests go to a service at the same time. Those that a person waits for go first. */
export class RequestSlots {
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(slots: number) {
    this.#free = slots;
  }

  /** Runs `request` when a slot is free. One whose signal was aborted meanwhile has to look for itself. */
  async run<T>(request: () => Promise<T>, urgent: boolean): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((start) => this.#waiting.push({ start, urgent }));
    try {
      return await request();
    } finally {
      this.#next();
    }
  }

  /** The slot goes to the first urgent request, or else to the first of all. */
  #next(): void {
    const urgent = this.#waiting.findIndex((waiting) => waiting.urgent);
    const [next] = this.#waiting.splice(Math.max(urgent, 0), 1);
    if (next === undefined) this.#free += 1;
    else next.start();
  }
}
