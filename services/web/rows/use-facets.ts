import type { CorpusDetail } from '../../../schemas/api/corpora.ts';
import { useAsked } from '../parts/asked.ts';
import type { FieldValues } from './facets.ts';

const MOST_LISTED = 1_000;

/** The values by which the rows of a corpus can be narrowed, the most frequent ones. */
export function useFacets({ name, sources }: CorpusDetail): FieldValues {
  const { answer: kinds } = useAsked((client) => client.kinds(name, MOST_LISTED), [name]);
  const { answer: tasks } = useAsked((client) => client.tasks(name, MOST_LISTED), [name]);
  return {
    kinds: kinds?.kinds.map(({ kind, count }) => ({ value: kind, count })) ?? [],
    labels: tasks?.tasks.map(({ label, count }) => ({ value: label, count })) ?? [],
    sources,
    isComplete: kinds !== null && tasks !== null,
  };
}
