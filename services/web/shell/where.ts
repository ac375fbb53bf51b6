import { signal } from '@preact/signals';
import { readAddress, writeAddress, type Address } from './address.ts';

const shown = signal(readAddress(location.hash));
addEventListener('hashchange', () => (shown.value = readAddress(location.hash)));

/** What the address says now. A component that reads it is drawn again when it changes. */
export function whereNow(): Address {
  return shown.value;
}

/**
 * Changes what the present view is told. Each change can be undone with the browser's back button, unless it is a small one.
 */
export function tell(change: Readonly<Record<string, string>>, size: 'step' | 'small' = 'step'): void {
  // What the address says already and `shown` does not yet: the event of a change comes a moment later.
  const { view, told } = readAddress(location.hash);
  const next = writeAddress({ view, told: { ...told, ...change } });
  if (size === 'step') location.hash = next;
  else {
    history.replaceState(null, '', next);
    shown.value = readAddress(next);
  }
}
