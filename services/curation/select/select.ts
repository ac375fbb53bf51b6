import { at } from '../../runtime/at.ts';
import { toSvg } from '../../drawing/svg.ts';
import { curvePicture } from './curve-picture.ts';
import type { Operation } from '../operation.ts';
import { assertReplays, hashOfIds } from './fingerprint.ts';
import { coverCorpus, coverTarget, readSelectionInput } from './selection-input.ts';
import { marksOf } from './marks.ts';
import { noQuotas } from './quotas.ts';
import { rankRows } from './rank-rows.ts';
import { selectReport } from './select-report.ts';
import { selectedTasks } from './selected-tasks.ts';

/**
 * Selects rows of a corpus that stand for all of it, or for the rows of a target corpus, marks them, and reports what they cover.
 * @throws KindredError `invalid_request` when no record has a value in a field that was named, `not_found` when the target
 *   or a job that was named is not there, `conflict` when a replay comes to other rows, `cancelled` when the job was cancelled
 */
export const select: Operation<'select'> = async (corpora, operation, context) => {
  const corpus = at(corpora, 0);
  const { target, replays } = operation;
  const input = await readSelectionInput(corpus, operation, context);
  const corpusHash = hashOfIds(input.ids);
  const spaceId = context.encoding.store.signature.spaceId;
  assertReplays(replays, { corpus_hash: corpusHash, space_id: spaceId });
  const cover =
    target === undefined
      ? await coverCorpus(corpus, operation, input, context)
      : await coverTarget(target, operation, input, context);
  const targetHash = cover.targetIds === null ? null : hashOfIds(cover.targetIds);
  assertReplays(replays, { target_hash: targetHash });
  const ranked = {
    ...input,
    ...cover,
    quality: input.quality?.values ?? null,
    quotas: input.quotas ?? noQuotas(input.ids.length),
  };
  const ranking = await rankRows(ranked, operation, context);
  const selectedHash = hashOfIds(ranking.map(({ row }) => at(input.ids, row)));
  assertReplays(replays, { selected_hash: selectedHash });
  const fingerprint = {
    corpus_hash: corpusHash,
    target_hash: targetHash,
    space_id: spaceId,
    selected_hash: selectedHash,
  };
  const report = selectReport({ corpora, operation, input, cover, ranking, fingerprint });
  const { files } = context;
  await files.writeLines('marks.jsonl', marksOf(input, ranking));
  await files.writeLines('tasks.jsonl', selectedTasks(input, ranking));
  await files.write('manifest.json', `${JSON.stringify(report.manifest, null, 2)}\n`);
  await files.write('coverage.svg', toSvg(curvePicture(report)));
  return { rows: input.ids.length + (cover.targetIds?.length ?? 0), report };
};
