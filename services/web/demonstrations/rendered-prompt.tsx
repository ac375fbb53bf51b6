import type { VNode } from 'preact';
import type { DemonstrationsResponse } from '../../../schemas/api/found-demonstrations.ts';
import { Copyable } from '../parts/copyable.tsx';

/** The prompt as a model gets it. */
export function RenderedPrompt({ prompt }: Pick<DemonstrationsResponse, 'prompt'>): VNode {
  return (
    <details class="panel">
      <summary>The rendered prompt</summary>
      {typeof prompt === 'string' ? (
        <Copyable name="prompt" text={prompt} />
      ) : (
        <>
          <dl class="turns">
            {prompt.map(({ role, content }, at) => (
              <div key={at} class={`turn turn-${role}`}>
                <dt>{role}</dt>
                <dd>{content}</dd>
              </div>
            ))}
          </dl>
          <details>
            <summary>As JSON</summary>
            <Copyable name="prompt as JSON" text={JSON.stringify(prompt, null, 2)} />
          </details>
        </>
      )}
    </details>
  );
}
