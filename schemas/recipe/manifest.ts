import { z } from 'zod';

export const RecipeStepDone = z.object({
  name: z.string().describe('The name of the step.'),
  of: z.string().describe('What is read, for people: a file and its corpus, or the corpus of an operation.'),
  fingerprint: z
    .string()
    .describe(
      'Stands for the step, its input and all steps before it. The same fingerprint means that nothing need be done again.',
    ),
  job: z.string(),
  state: z.enum(['started', 'completed', 'failed']),
  figures: z
    .record(z.string(), z.number())
    .describe('Numbers of the report, such as rows and how many stay.'),
  files: z
    .array(z.object({ path: z.string(), sha256: z.string() }))
    .describe(
      'The files that were written, from the folder of the recipe on, with the SHA-256 of their bytes.',
    ),
  ended_at: z.string().nullable(),
});
export type RecipeStepDone = z.infer<typeof RecipeStepDone>;

/** What a recipe has done, as it is kept in a file. The command line and both clients go on from each other's. */
export const RecipeManifest = z.object({
  kindred: z.string().describe('What wrote it: the command line with its version, or a client.'),
  recipe: z.object({
    path: z
      .string()
      .nullable()
      .describe('The file of the recipe; null for one that a program gave as a value.'),
    sha256: z.string().describe('Of the bytes of the file, or of the canonical JSON of the value.'),
  }),
  steps: z.array(RecipeStepDone).describe('The jobs in their order: one for each file that is ingested.'),
});
export type RecipeManifest = z.infer<typeof RecipeManifest>;
