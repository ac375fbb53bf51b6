import type { VNode } from 'preact';
import { ServiceError } from '../../../clients/typescript/src/service-error.ts';

/** Says what went wrong, and offers to try again where that may help. */
export function Problem({ error, again }: { readonly error: Error; readonly again?: () => void }): VNode {
  const isAway = error instanceof ServiceError && error.isUnavailable;
  return (
    <p class="problem" role="alert">
      {isAway ? 'The service does not answer. It may be stopped, or starting anew.' : error.message}
      {again !== undefined && (
        <button class="quiet" type="button" onClick={again}>
          Try again
        </button>
      )}
    </p>
  );
}
