import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { CurationReport } from '../../../schemas/api/jobs.ts';
import { counted } from '../../../schemas/counted.ts';
import { noteRefusal, may, service } from '../shell/session.ts';
import { Copyable } from '../parts/copyable.tsx';
import { Problem } from '../parts/problem.tsx';
import { commandLine, shellWord } from '../parts/shell-words.ts';
import { howFar, stageInWords } from '../parts/stage-in-words.ts';

interface StartMapProps {
  readonly corpus: string;
  readonly records: number;
  readonly drawing: CurationReport | null;
  readonly failed: CurationReport | null;
  readonly started: () => void;
}

/** What there is before a corpus has a map: what it would show, and how to have it drawn. */
export function StartMap({ corpus, records, drawing, failed, started }: StartMapProps): VNode {
  const { start, error, isStarting } = useStart(corpus, started);
  return (
    <section class="map-start" aria-labelledby="map-start">
      <h1 id="map-start">{corpus} has no map yet</h1>
      <p class="empty">
        A map shows all {counted(records, 'row')} at once. In the task space rows that ask for the same work
        lie together, in the content space rows on the same topic, and a switch moves them from one to the
        other.
      </p>
      {failed !== null && drawing === null && <p class="bad">The last one failed: {failed.error}</p>}
      {error !== null && <Problem error={error} />}
      {drawing !== null ? (
        <MapProgress job={drawing} />
      ) : (
        may('write') && (
          <button class="main" type="button" disabled={isStarting} onClick={start}>
            Draw the map
          </button>
        )
      )}
      <Copyable name="The command that does the same" text={projectCommand(corpus, location.origin)} />
    </section>
  );
}

/** Offers to draw the map again when rows have come since. */
export function MapIsOlder({
  corpus,
  missing,
  drawing,
  started,
}: {
  readonly corpus: string;
  readonly missing: number;
  readonly drawing: CurationReport | null;
  readonly started: () => void;
}): VNode | null {
  const { start, error, isStarting } = useStart(corpus, started);
  if (drawing !== null) return <MapProgress job={drawing} />;
  if (missing <= 0) return null;
  return (
    <div class="note map-older">
      {counted(missing, 'row')} came since and {missing === 1 ? 'is' : 'are'} not on the map.
      {may('write') && (
        <button class="quiet" type="button" disabled={isStarting} onClick={start}>
          Draw it again
        </button>
      )}
      {error !== null && <Problem error={error} />}
    </div>
  );
}

/** How far the job is that draws a map. */
function MapProgress({ job }: { readonly job: CurationReport }): VNode {
  const { stage, done, total, state } = job;
  const share = total === null || total === 0 ? null : Math.min(1, done / total);
  const isActive = state === 'active';
  const name = isActive ? stageInWords(stage) : 'waits for its turn';
  return (
    <div class="map-progress">
      <p role="status">
        The map is being drawn: {isActive ? howFar(job) : name}
        {may('write') && (
          <button class="quiet" type="button" onClick={() => void service().cancelJob(job.id)}>
            Cancel
          </button>
        )}
      </p>
      <progress {...(share !== null && { value: share })} max={1} aria-label={`${name}: share done`} />
    </div>
  );
}

function projectCommand(corpus: string, url: string): string {
  return commandLine([`kindred project ${shellWord(corpus)}`, `--url ${shellWord(url)}`]);
}

function useStart(corpus: string, started: () => void) {
  const [isStarting, setStarting] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const start = (): void => {
    setStarting(true);
    service()
      .startCuration('project', corpus, {})
      .then(() => {
        setError(null);
        started();
      })
      .catch((caught: unknown) => {
        noteRefusal(caught);
        setError(caught as Error);
      })
      .finally(() => setStarting(false));
  };
  return { start, error, isStarting };
}
