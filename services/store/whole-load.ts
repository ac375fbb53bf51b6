import type { RecordStore } from './port.ts';

export type Loadable = Pick<RecordStore, 'startLoading' | 'endLoading' | 'untilSettled'>;

/** Runs `load` with what is cheaper at the end put off; also when it fails that is taken up again. */
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
