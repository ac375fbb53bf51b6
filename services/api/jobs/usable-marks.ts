import { KindredError } from '../../../schemas/errors.ts';
import { marksCorpusOf, marksReadBy, type CuratePayload } from '../../../schemas/curation/operations.ts';
import { findDoneCuration, type AskedQueue } from './user-jobs.ts';

/**
 * Checks, before an operation is accepted, that every job whose marks it reads has ended, has left marks, and has left
 * them on the corpus that the operation is about.
 * @throws KindredError `not_found` when the asker does not see the job, `conflict` when it has no results,
 * `invalid_request` when it left no marks or left them on another corpus; each with the field that names the job
 */
export async function assertMarksUsable(
  asked: AskedQueue,
  { corpora: [about], operation }: CuratePayload,
): Promise<void> {
  for (const { job, field } of marksReadBy(operation)) {
    const { payload } = await findDoneCuration(asked, job, field);
    const marked = marksCorpusOf(payload);
    if (marked === about) continue;
    const { kind } = payload.operation;
    const message =
      marked === null
        ? `${field}: job '${job}' (${kind}) left no marks. Name a job whose result lists marks.jsonl.`
        : `${field}: the marks of job '${job}' (${kind}) are on the corpus '${marked}', not on '${about}': ` +
          `use them with '${marked}', or leave them out.`;
    throw new KindredError('invalid_request', message, { field });
  }
}
