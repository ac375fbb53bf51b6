import type { MisfitReason, TrainerLayoutName } from '../../../../schemas/curation/trainer-layout.ts';
import type { InstructionRecord } from '../../../../schemas/record.ts';
import type { Row } from '../../../corpus/row.ts';
import type { TrainerExample } from './example.ts';
import { Misfit } from './misfit.ts';

/** What the rows of a file have to teach: answers, pairs of a chosen and a rejected one, or answers marked as good or bad. */
export type Lesson = 'answers' | 'pairs' | 'labels';

/** What is the same for all rows of a file. */
export interface TrainerFile {
  readonly layout: TrainerLayoutName;
  readonly lesson: Lesson;
  /** Whether pairs of a file of answers have their rejected answer beside the chosen one, where the layout has columns for it. */
  readonly beside: boolean;
  /** Whether prompts and answers are texts instead of lists of turns. */
  readonly plain: boolean;
  /** Whether a record that the layout cannot hold whole is written in part. */
  readonly lossy: boolean;
  /** Whether the cells of the file are texts, so that no list can stand in it. */
  readonly table: boolean;
}

/** A record on its way into a file. It notes what is lost where losses are allowed. */
export class Draft {
  readonly record: InstructionRecord;
  readonly example: TrainerExample;
  readonly file: TrainerFile;
  /** The first thing that was lost; null when the record is written whole. */
  lost: Misfit | null = null;
  /** Whether the record has a rejected answer that was not written. */
  chosenOnly = false;

  constructor(record: InstructionRecord, example: TrainerExample, file: TrainerFile) {
    this.record = record;
    this.example = example;
    this.file = file;
  }

  /**
   * Says that a part of the record has no place.
   * @throws Misfit when nothing may be lost
   */
  lose(reason: MisfitReason, message: string): void {
    const misfit = new Misfit(reason, message);
    if (!this.file.lossy) throw misfit;
    this.lost ??= misfit;
  }
}

/** Makes the rows of a draft, which have all columns of the layout. @throws Misfit when the layout cannot hold it */
export type WriteDraft = (draft: Draft) => readonly Row[];
