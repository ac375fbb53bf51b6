/**
 * The element of an array or a typed array at an index that must be there.
 *
 * Kernels, which read millions of elements, index their lists themselves (`KERNELS` in `eslint.config.js`).
 * @throws RangeError when there is no such element: the program asked for a place that the list does not have
 */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const element = list[index];
  if (element !== undefined) return element;
  throw new RangeError(`This is a bug: element ${index} was asked of a list with ${list.length}.`);
}
