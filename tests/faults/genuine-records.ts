import type { InstructionRecord } from '../../schemas/record.ts';
import { embeddingText, textHash } from '../../services/corpus/embedding-text.ts';
import { recordId } from '../../services/corpus/record.ts';
import type { EmbeddedRecord } from '../../services/store/port.ts';
import { randomRecords } from '../contract/store-samples.ts';

/** Random records whose ids and hashes are those of their content, as ingesting gives them. */
export function genuineRecords(random: () => number, count: number): EmbeddedRecord[] {
  return randomRecords(random, count).map(({ record, vectors }) => ({ record: genuine(record), vectors }));
}

function genuine(record: InstructionRecord): InstructionRecord {
  return {
    ...record,
    id: recordId(record, record.corpus),
    text_hash: textHash(embeddingText(record)),
  };
}
