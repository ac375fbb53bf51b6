import type { RecordStore } from './port.ts';

/** What is needed of a store to write many records into it. */
export type Loadable = Pick<RecordStore, 'startLoading' | 'endLoading' | 'untilSettled'>;

/**
 * Runs `load`, which writes many records, while the store puts off work that is cheaper at the end. Afterwards, also when
 * `load` fails, the store takes that work up; when `load` has succeeded, it is waited for.
 */
export async function wholeLoad<T>(store: Loadable, signal: AbortSignal, load: () => Promise<T>): Promise<T> {
  await store.startLoading();
  let loaded: T;
  try {
    loaded = await load();
  } finally {
    await store.endLoading();
  }
  await store.untilSettled(signal);
  return loaded;
}
