import type { Order } from '../../schemas/api/demonstrations.ts';

/**
 * Puts demonstrations into the order of the prompt. `near_last` has the most similar next to the query;
 * `alternate` has the most similar last, the second first, the third last but one, and so on, so that the
 * least similar lie in the middle, which models read least.
 * @param nearness similarity to the query, higher is nearer; equal ones keep their order from near to far
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
