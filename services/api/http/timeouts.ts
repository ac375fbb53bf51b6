/** How long a client may take over the parts of its request. */
export interface HttpTimeouts {
  /** Time within which all headers must have arrived, in milliseconds. */
  readonly headersMs: number;
  /** Time at the beginning of a body during which its pace does not count, in milliseconds. */
  readonly bodyMs: number;
  /** Lowest pace of a body after that time, in bytes a second: as many must have arrived on average. */
  readonly bodyPace: number;
  /** Time within which a whole body that is collected in memory must have arrived, in milliseconds. */
  readonly heldBodyMs: number;
  /** Time between two checks, in milliseconds. */
  readonly checkMs: number;
}

/** The limits of the service. No real connection is that slow: a client below them only keeps connections occupied. */
export const HTTP_TIMEOUTS: HttpTimeouts = {
  headersMs: 20_000,
  bodyMs: 30_000,
  bodyPace: 512,
  heldBodyMs: 10 * 60 * 1_000,
  checkMs: 5_000,
};
