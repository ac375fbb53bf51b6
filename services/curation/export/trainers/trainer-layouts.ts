import type { TrainerLayoutName } from '../../../../schemas/curation/trainer-layout.ts';
import { alpacaRows } from './alpaca-rows.ts';
import { MESSAGE_WRITERS } from './message-rows.ts';
import { sharegptRows } from './sharegpt-rows.ts';
import type { WriteDraft } from './trainer-file.ts';

/** How the rows of each layout are made. */
export const TRAINER_WRITERS: Readonly<Record<TrainerLayoutName, WriteDraft>> = {
  alpaca: alpacaRows,
  sharegpt: sharegptRows,
  ...MESSAGE_WRITERS,
};
