import { z } from 'zod';
import { RecordFilter } from '../filter.ts';

/** Most fields whose values are counted at once. */
export const MAX_FIELDS = 8;
const MAX_FILTER_LENGTH = 16_000;

const FACET = String.raw`(label|kind|source|language|file|split|metadata\.[\p{L}\p{N}_ .-]{1,100})`;
export const FacetName = z
  .string()
  .regex(new RegExp(`^${FACET}$`, 'u'), 'count label, kind, source, language, file, split or metadata.<key>');
export type FacetName = z.infer<typeof FacetName>;

/** A filter, given as JSON text in a query parameter. */
const FilterText = z
  .string()
  .max(MAX_FILTER_LENGTH)
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      const message = 'not valid JSON. Write it as {"must":[{"key":"source","match":{"value":"web"}}]}.';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
  })
  .pipe(RecordFilter);

export const FacetsQuery = z.strictObject({
  fields: z
    .string()
    .max(1_000)
    .meta({ pattern: `^${FACET}(,${FACET}){0,${MAX_FIELDS - 1}}$` })
    .transform((text) => text.split(','))
    .pipe(z.array(FacetName).min(1).max(MAX_FIELDS))
    .describe(
      `The fields whose values are counted, with commas, ${MAX_FIELDS} at most: \`label\`, \`kind\`, \`source\`, \`language\` (as the field ` +
        '`language` or `lang` says, else the letters of the instruction), `file`, `split` or `metadata.<key>`.',
    ),
  filter: FilterText.optional().describe(
    `Which records are counted, as JSON; ${MAX_FILTER_LENGTH} characters at most.`,
  ),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(20)
    .describe('How many values of each field are named.'),
});

const FacetValue = z.union([z.string(), z.number(), z.boolean()]);

export const Facets = z.object({
  records: z.int().describe('How many records pass the filter.'),
  facets: z.array(
    z.object({
      field: z.string(),
      values: z
        .array(z.object({ value: FacetValue, count: z.int() }))
        .describe(
          'The most frequent values, each with the number of its records. Of a list each element counts; texts above 1,000 characters, ' +
            'objects and null do not.',
        ),
      distinct: z.int().describe('How many different values there are.'),
      without: z.int().describe('How many of the records have none.'),
    }),
  ),
});
export type Facets = z.infer<typeof Facets>;
