import { z } from 'zod';
import { Scope } from '../api-keys.ts';
import { CorpusName } from '../record.ts';

/** What the asker may see and do. */
export const AccessReport = z.object({
  keys: z.boolean().describe('Whether the service asks for a key.'),
  name: z
    .string()
    .nullable()
    .describe('The name of the key that was sent; null without one, and of a key that is unknown.'),
  scopes: z
    .array(Scope)
    .describe(
      'What the asker may do: all that the scopes of the key include. Empty without a key that is known.',
    ),
  corpora: z
    .array(CorpusName)
    .nullable()
    .describe('The only corpora that exist for the asker; null when all do.'),
});
export type AccessReport = z.infer<typeof AccessReport>;
