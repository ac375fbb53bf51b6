import type { Encoder } from '../../embedding/port.ts';
import { UNKEPT_GRAPHS } from '../../neighbours/unkept-graphs.ts';
import { findDuplicates } from '../deduplicate/deduplicate.ts';
import type { FindInFile } from './clean-file.ts';
import { embedRows } from './embed-rows.ts';
import { FILE_CORPUS } from './file-rows.ts';
import { RecordTable } from './record-table.ts';

/**
 * Finds duplicates as `dedup` does in a corpus: every text is embedded, and all rows are compared with all.
 * @throws KindredError what `findDuplicates` throws, and `encoder_unavailable` when the encoder fails
 */
export function byAllVectors(encoder: Encoder): FindInFile {
  return async (file, operation, watch) => {
    const { records, vectors, truncated } = await embedRows(file.records, encoder, watch);
    const { spaceId, dimensions } = encoder;
    const store = new RecordTable(records, { spaceId, dimensions }, ({ id, text_hash }) => {
      const own = vectors.get(text_hash);
      if (own === undefined) throw new Error(`This is a bug: no vectors for the text of record ${id}.`);
      return own;
    });
    const context = { ...watch, encoding: { encoder, store }, graphs: UNKEPT_GRAPHS };
    const findings = await findDuplicates([FILE_CORPUS], operation, context);
    return { mode: 'full', findings, embedded: vectors.size, truncated };
  };
}
