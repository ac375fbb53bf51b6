import { z } from 'zod';
import { defineOperation, MarksCorpus } from './definition.ts';

/** Places the records of a corpus on a plane, in both spaces. */
const ProjectOperation = z.strictObject({
  kind: z.literal('project'),
  neighbours: z
    .int()
    .min(2)
    .max(50)
    .default(15)
    .describe('How many nearest rows pull at each row. Few show small groups, many the large picture.'),
  seed: z
    .int()
    .min(0)
    .max(0xff_ff_ff_ff)
    .default(42)
    .describe('The same records and seed give the same map, byte for byte, when it is made anew.'),
  anew: z
    .boolean()
    .default(false)
    .describe(
      'Whether the last map of the corpus is not the start of this one. It is otherwise, so that known rows stay near their places.',
    ),
});

const ProjectedSpace = z.object({
  neighbours_kept: z
    .number()
    .describe(
      'The share of the 15 nearest rows in the space that are among the 150 nearest rows on the map, in a sample of rows.',
    ),
});

const ProjectReport = z.object({
  kind: z.literal('project'),
  marks_corpus: MarksCorpus,
  corpora: z.array(z.string()),
  rows: z.int(),
  landmarks: z
    .int()
    .describe('The number of rows that UMAP has placed. The others stand where their nearest landmarks are.'),
  known: z.int().describe('The number of rows whose places on the map before were the start.'),
  kept_by_chance: z.number().describe('What `neighbours_kept` would be on a map at random.'),
  spaces: z
    .object({ task: ProjectedSpace, content: ProjectedSpace })
    .nullable()
    .describe('How well the map of each space keeps neighbours; null with fewer than two rows.'),
});
export type ProjectReport = z.infer<typeof ProjectReport>;

/** The fields whose colours are kept with a map, by the names of their files. */
export const COLOUR_FILES = {
  kind: 'colours-kind.bin',
  label: 'colours-label.bin',
  source: 'colours-source.bin',
  language: 'colours-language.bin',
} as const;

export const MAP_FILE = 'map.bin';

export const projectDefinition = defineOperation({
  command: 'project',
  operation: ProjectOperation,
  report: ProjectReport,
  parts: {},
  files: [MAP_FILE, ...Object.values(COLOUR_FILES), 'spaces.png'],
  route: {
    path: '/v1/corpora/{name}/maps',
    operationId: 'projectCorpus',
    summary: 'Draw the map of a corpus',
    description:
      'Places every record on a plane by UMAP, in the task space, where rows that ask for the same work lie together, and in the ' +
      'content space, where rows on the same topic do; the content map is turned so that rows move as little as possible between ' +
      'them. `map.bin` has the places, GET /v1/jobs/{id}/colours a colour for each row. Of more than 20,000 rows UMAP places as ' +
      'many, and the others stand where their nearest ones are. A second map begins where the last one ended. ' +
      '`spaces.png` is a picture of both, coloured by kind of work, or by source or language where no row has a kind.',
    request: ProjectOperation.omit({ kind: true }),
    examples: { 'as it is': {}, 'another one': { neighbours: 30, seed: 7, anew: true } },
  },
  corpora: () => [],
  marksCorpus: () => null,
});
