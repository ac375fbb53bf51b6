import type { VNode } from 'preact';
import { useAsked } from '../parts/asked.ts';
import { Problem } from '../parts/problem.tsx';
import { whereNow } from '../shell/where.ts';
import { DrawnMap } from './drawn-map.tsx';
import { MapIsOlder, StartMap } from './start-map.tsx';
import { CorpusField } from './toolbar.tsx';
import { useMapJobs } from './use-map-jobs.ts';

/** The map of a corpus, in the task or the content space. */
export function MapView(): VNode {
  const { told } = whereNow();
  const corpora = useAsked((client) => client.corpora(), []);
  const names = corpora.answer?.corpora.map(({ name }) => name) ?? [];
  const corpus = told['corpus'] || names[0] || '';
  if (corpora.error !== null) return <Problem error={corpora.error} again={corpora.again} />;
  if (corpora.answer?.total === 0) {
    return (
      <p class="empty">
        There are no rows yet. <a href="#/">Add some.</a>
      </p>
    );
  }
  return <div class="map-view">{corpus !== '' && <MapOf key={corpus} corpus={corpus} names={names} />}</div>;
}

/** The last map of a corpus, or the offer to draw one. */
function MapOf({ corpus, names }: { readonly corpus: string; readonly names: readonly string[] }): VNode {
  const { drawn, drawing, failed, isKnown, error, again } = useMapJobs(corpus);
  const detail = useAsked((client) => client.corpus(corpus), [corpus, drawing === null]);
  const map = useAsked(drawn === null ? null : (client) => client.map(drawn.id), [drawn?.id]);
  const records = detail.answer?.records ?? 0;
  const corpusField = <CorpusField names={names} corpus={corpus} />;
  const isGone = map.error !== null && drawn !== null;
  if (error !== null) return <Problem error={error} again={again} />;
  if (detail.error !== null) return <Problem error={detail.error} again={detail.again} />;
  if (drawn !== null && map.answer !== null) {
    const missing = records - map.answer.ids.length / 16;
    return (
      <DrawnMap job={drawn.id} corpus={corpus} map={map.answer} corpusField={corpusField}>
        <MapIsOlder corpus={corpus} missing={missing} drawing={drawing} started={again} />
      </DrawnMap>
    );
  }
  return (
    <>
      <div class="filters">{corpusField}</div>
      {isKnown && detail.answer !== null && (drawn === null || isGone) && (
        <StartMap corpus={corpus} records={records} drawing={drawing} failed={failed} started={again} />
      )}
    </>
  );
}
