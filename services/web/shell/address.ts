/** The views of the page, by the word that stands for them in the address. */
const VIEWS = [
  'home',
  'rows',
  'map',
  'groups',
  'duplicates',
  'selection',
  'comparison',
  'contamination',
  'demonstrations',
] as const;
export type View = (typeof VIEWS)[number];

/** What the page shows. All of it is in the address, so that it can be shared. */
export interface Address {
  readonly view: View;
  /** What the view is told, by name: the corpus, filters, the row that is open. */
  readonly told: Readonly<Record<string, string>>;
}

/**
 * Reads the part of an address behind `#`, which browsers send to nobody, so that no log holds what is typed here. What it
 * does not know leads home.
 */
export function readAddress(hash: string): Address {
  const [word = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const view = VIEWS.find((one) => one === word) ?? 'home';
  return { view, told: Object.fromEntries(new URLSearchParams(query)) };
}

/** Writes an address so that `readAddress` reads it again. Empty values are left out. */
export function writeAddress({ view, told }: Address): string {
  const given = Object.entries(told).filter(([, value]) => value !== '');
  const query = new URLSearchParams(given).toString();
  return `#/${view === 'home' ? '' : view}${query === '' ? '' : `?${query}`}`;
}
