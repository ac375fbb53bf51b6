const MINUTE_MS = 60_000;
/** So many different messages are remembered. Messages may hold parts that differ each time. */
const REMEMBERED = 100;

/**
 * Tells a message at once when it is new, and then once a minute how often it came again. What fails while a server is
 * away fails a hundred times a minute, and always in the same words.
 */
export function withoutRepeats(tell: (message: string) => void): (message: string) => void {
  const repeats = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  const tellRepeats = (): void => {
    for (const [message, count] of repeats) {
      if (count === 0) repeats.delete(message);
      else {
        tell(`${message} (${count} more times within a minute)`);
        repeats.set(message, 0);
      }
    }
    if (repeats.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
  return (message) => {
    const count = repeats.get(message);
    if (count !== undefined) {
      repeats.set(message, count + 1);
      return;
    }
    if (repeats.size >= REMEMBERED) repeats.delete(repeats.keys().next().value ?? '');
    repeats.set(message, 0);
    timer ??= setInterval(tellRepeats, MINUTE_MS).unref();
    tell(message);
  };
}
