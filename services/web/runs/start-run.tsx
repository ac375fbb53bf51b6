import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { OperationKind } from '../../../schemas/curation/operations.ts';
import { Copyable } from '../parts/copyable.tsx';
import { Problem } from '../parts/problem.tsx';
import { may, noteRefusal, service } from '../shell/session.ts';
import { tell } from '../shell/where.ts';

interface StartRunProps {
  readonly title: string;
  /** What a run does to the corpus, and what not. */
  readonly explained: string;
  readonly act: string;
  readonly kind: OperationKind;
  /** The corpus in the path of the operation; null where the request names all. */
  readonly about: string | null;
  readonly request: object;
  /** The command that starts the same. */
  readonly command: string;
  readonly children: ComponentChildren;
}

/** The form that starts a run: its fields, a button, and the command that does the same. */
export function StartRun({
  title,
  explained,
  act,
  kind,
  about,
  request,
  command,
  children,
}: StartRunProps): VNode {
  const [problem, setProblem] = useState<Error | null>(null);
  const [isStarting, setStarting] = useState(false);
  const start = async (): Promise<void> => {
    setProblem(null);
    setStarting(true);
    try {
      const { job } = await service().startCuration(kind, about, request);
      tell({ job });
    } catch (error) {
      noteRefusal(error);
      setProblem(error as Error);
    } finally {
      setStarting(false);
    }
  };
  return (
    <form
      class="run-form"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <h1>{title}</h1>
      <p class="soft">{explained}</p>
      {children}
      {problem !== null && <Problem error={problem} />}
      {may('write') ? (
        <button class="main" type="submit" disabled={isStarting}>
          {act}
        </button>
      ) : (
        <p class="empty">This key may look, and not start jobs: that takes one with the scope “write”.</p>
      )}
      <Copyable name="The command that does the same" text={command} />
    </form>
  );
}
