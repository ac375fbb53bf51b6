import type { Order } from '../../schemas/api/demonstrations.ts';

/**
 * Puts demonstrations into the order of the prompt. With `near_last` the most similar one stands next to the query. With
 * `alternate` the most similar one is the last, the second the first, the third the last but one, and so on, so that the
 * least similar ones are in the middle, which models read least.
 * @param nearness the similarity of an item to the query; of equal ones the first counts as the nearer
 */
export function orderForPrompt<T>(items: readonly T[], nearness: (item: T) => number, order: Order): T[] {
  const nearFirst = [...items].sort((a, b) => nearness(b) - nearness(a));
  switch (order) {
    case 'near_first':
      return nearFirst;
    case 'near_last':
      return nearFirst.reverse();
    case 'alternate': {
      const towardsEnd = nearFirst.filter((_, index) => index % 2 === 0).reverse();
      const towardsStart = nearFirst.filter((_, index) => index % 2 === 1);
      return [...towardsStart, ...towardsEnd];
    }
  }
}
