/** How long a client may take over the parts of its request. */
export interface HttpTimeouts {
  /** For the headers, in milliseconds. */
  readonly headersMs: number;
  /** For a body to reach its pace, in milliseconds. */
  readonly bodyMs: number;
  /** Of a body, in bytes a second over its whole time. */
  readonly bodyPace: number;
  /** Between two looks, in milliseconds. */
  readonly checkMs: number;
}

/** Slower than any line that is in use: whoever stays below holds connections and sends nothing. */
export const HTTP_TIMEOUTS: HttpTimeouts = {
  headersMs: 20_000,
  bodyMs: 30_000,
  bodyPace: 512,
  checkMs: 5_000,
};
