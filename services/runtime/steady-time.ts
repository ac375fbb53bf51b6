/** The time in milliseconds since the epoch, which never goes back while the process runs, whatever is done to its clock. */
export function steadyTime(): number {
  return Math.floor(performance.timeOrigin + performance.now());
}
