/**
 * Reads a file as an ingestion does, and writes its records as an export does:
 *   node --import tsx tests/golden/corpus/round-trip-process.ts FROM TO
 */
import { WRITTEN_FORMATS } from '../../../schemas/file-formats.ts';
import { writeAgain } from '../../unit/corpus/write-again.ts';

const [from, to] = process.argv.slice(2);
const format = WRITTEN_FORMATS.find((name) => to?.endsWith(`.${name}`));
if (from === undefined || to === undefined || format === undefined) throw new Error('usage: FROM TO');
await writeAgain(from, to, format);
