/** The numbers that the main thread and the watchdog share, by their place in the shared memory. */
export const CELL = {
  /** Counts up at every turn of the main thread's event loop in which its timer runs. */
  beats: 0,
  /** 1 when the process has been told to stop. */
  stopping: 1,
} as const;

export const CELLS = Object.keys(CELL).length;

/** What the watchdog is started with. */
export interface WatchdogConfig {
  readonly cells: Int32Array<SharedArrayBuffer>;
  /** How long the event loop may stand still, in milliseconds. */
  readonly longestBlockMs: number;
  /** How long the process may take to end once it was told to stop, in milliseconds. */
  readonly stopMs: number;
}
