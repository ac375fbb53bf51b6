import type { MisfitReason } from '../../../../schemas/curation/trainer-layout.ts';

/** Why a record cannot be written in a layout, as a sentence that names the way out. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
  readonly reason: MisfitReason;

  constructor(reason: MisfitReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
