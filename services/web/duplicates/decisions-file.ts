import { KeptDecision, type DropDecision } from '../../../schemas/curation/duplicate-decisions.ts';
import { jsonLines } from '../../../clients/typescript/src/json-lines.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';

/** What was decided on the drops of a job, by their ids. */
export async function decisionsMadeOn(
  client: Client,
  job: string,
): Promise<ReadonlyMap<string, DropDecision | null>> {
  const { same, different, swap } = await client.decisions(job);
  if (same + different + swap === 0) return new Map();
  const made = new Map<string, DropDecision | null>();
  for await (const line of jsonLines(await client.resultFile(job, 'decisions.jsonl'))) {
    const said = KeptDecision.safeParse(line).data;
    if (said !== undefined) made.set(said.id, said.decision);
  }
  return made;
}
