import { KindredError } from '../../schemas/errors.ts';
import type { AskedStore } from '../access/visible-store.ts';

const LISTED = 10;

/**
 * Counts the records of the corpus `name`.
 * @throws KindredError `not_found` on `field` when there is no such corpus; the message lists corpora that exist
 */
export async function countOfCorpus(store: AskedStore, name: string, field: string): Promise<number> {
  const count = await store.count({ corpora: [name] });
  if (count > 0) return count;
  throw unknownCorpus(name, field, await corpusNames(store));
}

async function corpusNames(store: AskedStore): Promise<string[]> {
  const corpora = await store.facet('corpus', {});
  return corpora.map(({ value }) => value);
}

function unknownCorpus(name: string, field: string, existing: readonly string[]): KindredError {
  const listed = existing.slice(0, LISTED).join(', ');
  const rest = existing.length > LISTED ? `, and ${existing.length - LISTED} more under /v1/corpora` : '';
  const wayOut =
    existing.length === 0
      ? `There are none yet: POST a file to /v1/corpora/${name}/ingestions.`
      : `There are: ${listed}${rest}.`;
  return new KindredError('not_found', `There is no corpus '${name}'. ${wayOut}`, { field });
}
