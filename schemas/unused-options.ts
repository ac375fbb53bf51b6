import type { z } from 'zod';

/** When an option of a request makes a difference. */
interface Use {
  /** The value that it has when it is not given. */
  readonly plain: unknown;
  readonly isUsed: boolean;
  /** What the request is that does not use it: `the method random`. */
  readonly unusedBy: string;
  /** What it is for: `the method threshold`. */
  readonly usedBy: string;
}

/**
 * Refuses options that the request does not use: whoever gives one expects it to make a difference. One that has the value which it has
 * when it is not given misleads nobody, and manifests and clients that fill in everything give it.
 */
export function refuseUnused<Request extends object>(
  request: Request,
  uses: Readonly<Partial<Record<keyof Request & string, Use>>>,
  context: z.RefinementCtx,
): void {
  for (const [field, use] of Object.entries<Use | undefined>(uses)) {
    if (use === undefined || use.isUsed) continue;
    const value: unknown = request[field as keyof Request];
    if (value === use.plain) continue;
    const message = `${use.unusedBy} does not use it: it is for ${use.usedBy}`;
    context.addIssue({ code: 'custom', path: [field], message });
  }
}
