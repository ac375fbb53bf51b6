import type { InstructionRecord } from '../../../schemas/record.ts';
import { embeddingText } from '../../corpus/embedding-text.ts';
import { withKind } from '../../corpus/record.ts';
import type { Encoder, TextVectors } from '../../embedding/port.ts';
import { at } from '../../runtime/at.ts';
import type { ReportProgress } from '../operation.ts';

/** How many texts are given to the encoder at a time, so that each of its runs holds texts of similar length. */
const TEXTS_AT_ONCE = 512;

export interface EmbeddedRows {
  /** The records with the kind of work that the encoder tells of them. */
  readonly records: readonly InstructionRecord[];
  /** By the hash of the text. */
  readonly vectors: ReadonlyMap<string, TextVectors>;
  /** How many texts the encoder could not read whole. */
  readonly truncated: number;
}

/**
 * Embeds the texts of records, each once.
 * @throws KindredError `cancelled` when the signal is aborted, `encoder_unavailable` when the encoder fails
 */
export async function embedRows(
  records: readonly InstructionRecord[],
  encoder: Pick<Encoder, 'embed' | 'kinds'>,
  { signal, report }: { readonly signal: AbortSignal; readonly report: ReportProgress },
): Promise<EmbeddedRows> {
  const distinct = [...new Map(records.map((record) => [record.text_hash, record])).values()];
  const vectors = new Map<string, TextVectors>();
  let truncated = 0;
  for (let begin = 0; begin < distinct.length; begin += TEXTS_AT_ONCE) {
    report('embedding', begin, distinct.length);
    const some = distinct.slice(begin, begin + TEXTS_AT_ONCE);
    const batch = await encoder.embed(some.map(embeddingText), { signal });
    some.forEach(({ text_hash }, i) => vectors.set(text_hash, at(batch.vectors, i)));
    truncated += batch.truncated.filter(Boolean).length;
  }
  const told = records.map((record) => {
    const own = vectors.get(record.text_hash);
    return encoder.kinds === null || own === undefined
      ? record
      : withKind(record, encoder.kinds.nearest(own.task));
  });
  return { records: told, vectors, truncated };
}
