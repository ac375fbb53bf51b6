import type { InstructionRecord } from '../../../schemas/record.ts';
import { shellWord } from '../parts/shell-words.ts';

/** The request that reads one row. */
export function readCommand(
  { corpus }: Pick<InstructionRecord, 'corpus'>,
  after: string,
  url: string,
  withKey: boolean,
): string {
  const key = withKey ? ` \\\n  -H "authorization: Bearer $KINDRED_API_KEY"` : '';
  return `curl ${shellWord(`${url}/v1/corpora/${corpus}/records?limit=1&after=${after}`)}${key}`;
}
