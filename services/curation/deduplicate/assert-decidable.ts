import type { DecisionsRequest } from '../../../schemas/curation/duplicate-decisions.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { readDrops } from './drop-lines.ts';
import type { JobDrops } from './drop-page.ts';

/**
 * Refuses decisions that mean nothing.
 * @throws KindredError `invalid_request` for a record that the job did not drop, a swap with a record of another corpus, and a
 *   threshold below that of the job
 */
export async function assertDecidable(
  { path, signal, threshold, isAgainst }: JobDrops,
  request: DecisionsRequest,
): Promise<void> {
  if ((request.threshold ?? 1) < threshold)
    throw refusal(
      `The job ran with ${threshold}. A lower threshold drops more records, which takes a new run: give a higher one, or null (--threshold off) to go back.`,
      'threshold',
    );
  const unknown = new Map(request.decisions.map(({ id }, place) => [id, place]));
  request.decisions.forEach(({ decision }, place) => {
    if (isAgainst && decision === 'swap')
      throw refusal(
        'The record that stands for it is of another corpus, and stays there. Decide `same` or `different`.',
        `decisions.${place}.decision`,
      );
  });
  if (unknown.size === 0) return;
  for await (const { id } of readDrops(path, signal)) unknown.delete(id);
  const [first] = unknown;
  if (first === undefined) return;
  const [id, place] = first;
  throw refusal(
    `The job did not drop '${id}'. "kindred dedup-drops" and GET /v1/jobs/{id}/drops list what it dropped.`,
    `decisions.${place}.id`,
  );
}

function refusal(message: string, field: string): KindredError {
  return new KindredError('invalid_request', message, { field });
}
