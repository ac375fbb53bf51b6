import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

const SHOWN_MS = 1_500;

/** A text in typewriter letters with a button that copies it. */
export function Copyable({ text, name }: { readonly text: string; readonly name: string }): VNode {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <div class="copyable">
      <pre tabIndex={0} aria-label={name}>
        {text}
      </pre>
      <button class="quiet" type="button" onClick={() => void copy()}>
        {isCopied ? 'Copied' : 'Copy'} <span class="unseen">{name}</span>
      </button>
    </div>
  );
}
