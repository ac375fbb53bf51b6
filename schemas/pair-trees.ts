import { z } from 'zod';

/** What is known of two requests beside each other; `services/curation/deduplicate/evidence.ts` says how each is computed. */
export const EvidencePart = z.enum([
  'read',
  'content',
  'task',
  'letters',
  'same',
  'more',
  'unmatched',
  'most_lost',
  'least_lost',
  'exchanged',
  'opposite',
  'terms',
  'names',
  'requests',
  'numbers',
  'number',
  'negation',
  'order',
  'code',
  'input',
  'words',
  'length',
]);
export type EvidencePart = z.infer<typeof EvidencePart>;

const Split = z.tuple([z.int().min(0), z.number(), z.int().min(1), z.int().min(1)]);

/** A tree as its nodes, the root first: a value that is added, or a split, whose nodes come after it. */
const Tree = z
  .array(z.union([z.number(), Split]))
  .min(1)
  .max(1_000)
  .refine(
    (nodes) =>
      nodes.every(
        (node, at) =>
          typeof node === 'number' || [node[2], node[3]].every((next) => next > at && next < nodes.length),
      ),
    'a split leads to a node that does not come after it',
  );

const Trees = z.object({
  bias: z.number().describe('The log-odds before any tree.'),
  trees: z
    .array(Tree)
    .max(10_000)
    .describe(
      'What each adds to the log-odds that two texts ask for the same. A split `[part, threshold, at most, more]` goes by the part of that ' +
        'number in `parts` to the node of one number or the other.',
    ),
});
export type Trees = z.infer<typeof Trees>;

/** The file that `trees` of `pairs` in `encoder.json` names: boosted regression trees (Friedman 2001). */
export const PairTrees = z
  .object({
    parts: z.array(EvidencePart).min(1),
    read: Trees.describe('For pairs whose texts were read.'),
    unread: Trees.describe(
      'For others, by which it is decided which ones are read first. No split goes by the part `read`.',
    ),
  })
  .refine(
    ({ parts, read, unread }) =>
      [...read.trees, ...unread.trees]
        .flat()
        .every((node) => typeof node === 'number' || node[0] < parts.length),
    'a split goes by a part that is not there',
  );
export type PairTrees = z.infer<typeof PairTrees>;
