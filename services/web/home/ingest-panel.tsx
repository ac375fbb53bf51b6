import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import type { Reading } from '../../../clients/typescript/src/kindred-client.ts';
import { noteRefusal, may, service } from '../shell/session.ts';
import { Problem } from '../parts/problem.tsx';
import { IngestForm, type Given } from './ingest-form.tsx';
import { IngestOutcome } from './ingest-outcome.tsx';

interface IngestPanelProps {
  readonly jobs: readonly JobReport[];
  readonly known: readonly string[];
}

/** A place to put files or rows, and what became of them. */
export function IngestPanel({ jobs, known }: IngestPanelProps): VNode {
  const [started, setStarted] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<Error | null>(null);
  const [isSending, setSending] = useState(false);
  const start = async ({ corpus, files, reading }: Given): Promise<void> => {
    setProblem(null);
    setSending(true);
    try {
      setStarted([]);
      for (const file of files) {
        const job = await sendFile(corpus, file, reading);
        setStarted((before) => [...before, job]);
      }
    } catch (error) {
      noteRefusal(error);
      setProblem(error as Error);
    } finally {
      setSending(false);
    }
  };
  return (
    <aside class="ingest" aria-labelledby="ingest">
      <h1 id="ingest">Add rows</h1>
      {may('write') ? (
        <IngestForm known={known} isSending={isSending} start={(given) => void start(given)} />
      ) : (
        <p class="empty">This key may look, and not add: that takes one with the scope “write”.</p>
      )}
      {problem !== null && <Problem error={problem} />}
      {started.map((id) => (
        <IngestOutcome key={id} id={id} latest={jobs.find((job) => job.id === id) ?? null} />
      ))}
    </aside>
  );
}

async function sendFile(corpus: string, file: File, reading: Reading): Promise<string> {
  const { job } = await service().ingest(corpus, file, reading);
  dispatchEvent(new Event('kindred-job-started'));
  return job;
}
