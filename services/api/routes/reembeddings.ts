import { randomUUID } from 'node:crypto';
import { CorpusParams } from '../../../schemas/api/corpora.ts';
import { ReembeddingAccepted } from '../../../schemas/api/reembeddings.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { REEMBEDDING_ACCEPTED } from '../openapi/examples.ts';
import { hasEnded } from '../../queue/has-ended.ts';
import { assertCorpus } from '../known-corpora.ts';
import { epochForNewWork } from '../jobs/delete-corpus.ts';
import { defineRoute } from '../route.ts';
import { JOBS_LOOKED_AT } from '../jobs/user-jobs.ts';

export const startReembeddingRoute = defineRoute({
  method: 'post',
  path: '/v1/corpora/{name}/reembed',
  operationId: 'startReembedding',
  scope: 'admin',
  tag: 'Corpora',
  summary: 'Embed a corpus anew, with the next encoder',
  description:
    'Fills the space of the encoder that the operator configured with KINDRED_NEXT_ENCODER, as a job, while the one ' +
    'before answers. When every corpus is whole there the new space answers instead, all at once, and the one before ' +
    'is removed. Until then the result of the job names the corpora that it waits for. A job that was interrupted or ' +
    'cancelled goes on where it was.',
  params: CorpusParams,
  responses: {
    202: {
      kind: 'json',
      description: 'The job is in the queue.',
      schema: ReembeddingAccepted,
      example: REEMBEDDING_ACCEPTED,
      headers: { location: 'Where the job can be followed.' },
    },
  },
  errors: ['not_found', 'conflict', 'storage_full', 'store_unavailable', 'queue_unavailable'],
  handle: async ({ params: { name } }, { services }) => {
    const { store, queue, access, encodings } = services;
    await assertCorpus(store, name, 'name');
    const epoch = await epochForNewWork(name, services);
    const next = encodings.next();
    if (next === null) throw noOtherEncoder(store.signature.spaceId);
    const { spaceId } = next.encoder;
    const moves = await queue.list('reembed-corpus', JOBS_LOOKED_AT, ({ corpus }) => corpus === name);
    const running = moves.find(({ state }) => !hasEnded(state));
    if (running !== undefined) {
      throw new KindredError('conflict', `Job ${running.id} embeds '${name}' anew already.`, {
        field: 'name',
      });
    }
    const job = randomUUID();
    const payload = { corpus: name, space_id: spaceId, ...(epoch > 0 && { epoch }) };
    await queue.enqueue('reembed-corpus', job, payload, access.id);
    const body: ReembeddingAccepted = { job, corpus: name, space_id: spaceId };
    return { status: 202, body, headers: { location: `/v1/jobs/${job}` } };
  },
});

function noOtherEncoder(spaceId: string): KindredError {
  return new KindredError(
    'conflict',
    `No other encoder is configured than that of ${spaceId}, which answers. Set KINDRED_NEXT_ENCODER to the folder of ` +
      'the encoder to move to, alike for every process, and start them again.',
  );
}
