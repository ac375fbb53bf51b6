import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { takeKey } from './session.ts';

/** Asks for a key. */
export function KeyForm({ problem }: { readonly problem: Error | null }): VNode {
  const field = useRef<HTMLInputElement>(null);
  const [isAsking, setAsking] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const given = field.current?.value.trim() ?? '';
    if (given === '') return;
    setAsking(true);
    await takeKey(given);
    setAsking(false);
  };
  return (
    <form class="key-form" onSubmit={(event) => void submit(event)}>
      <h1>This service asks for a key</h1>
      <p>
        Whoever runs it makes one with <code>kindred keys create</code>. It stays in this tab, and is
        forgotten when you close it.
      </p>
      <label>
        Key
        <input ref={field} type="password" autocomplete="off" spellcheck={false} required autofocus />
      </label>
      {problem !== null && (
        <p class="bad" role="alert">
          {problem.message}
        </p>
      )}
      <button class="main" type="submit" disabled={isAsking}>
        Open
      </button>
    </form>
  );
}
