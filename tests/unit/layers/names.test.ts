import { expect, it } from 'vitest';
import { product } from './product.ts';

const EXPORT = /^export (?:async )?(?:const|let|function\*?|interface|type|class) (\w+)/gm;

/** Every file of a command exports its options under this name, and the two stores read vectors out of their own records. */
const SHARED = new Set(['register', 'vectorsOf']);

it('a name that is exported means one thing: no two files of the product export it', () => {
  const files = new Map<string, Set<string>>();
  for (const [path, text] of product()) {
    for (const [, name = ''] of text.matchAll(EXPORT)) {
      const known = files.get(name);
      if (known === undefined) files.set(name, new Set([path]));
      else known.add(path);
    }
  }
  expect(files.size).toBeGreaterThan(500);
  const repeated = [...files].filter(([name, paths]) => paths.size > 1 && !SHARED.has(name));
  expect(repeated.map(([name, paths]) => [name, ...paths])).toEqual([]);
});
