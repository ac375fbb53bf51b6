import type { Json } from '../../../schemas/record.ts';

/**
 * What the values of a field look like: `share` is a number with decimals from -1 to 1, `moment` a date or a time since the
 * epoch, `other` anything that says nothing.
 */
export type ValueShape =
  | 'share'
  | 'whole'
  | 'number'
  | 'flag'
  | 'moment'
  | 'digest'
  | 'address'
  | 'media'
  | 'split'
  | 'vector'
  | 'other';

const DIGEST = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?:sha\d+:|md5:)?[0-9a-f]{16,128})$/i;
const MOMENT =
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? ?(?:Z|UTC|[+-]\d{2}:?\d{2})?)?$|^\d{1,2}[/.]\d{1,2}[/.]\d{4}$/i;
const ADDRESS = /^(?:https?|ftp|s3|gs|hf|file):\/\/\S+$/i;
const MEDIA =
  /^data:|\.(?:png|jpe?g|gif|webp|bmp|tiff?|svg|heic|avif|mp4|mov|avi|mkv|webm|mp3|wav|flac|ogg|m4a|opus|pdf|npy)(?:[?#]\S*)?$/i;
const SPLIT =
  /^(?:[a-z0-9]+[-_])*(?:train|training|test|testing|dev|val|valid|validation|eval|evaluation|bench|holdout)(?:[-_.]?[a-z0-9]+)?$/i;
const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;
/** Longer texts are none of the short kinds. */
const LONGEST_SHORT = 2_000;
/** From so many numbers on a list is a vector, unless all of them are whole. */
const LEAST_VECTOR = 8;
/** Seconds and milliseconds since 1970 of the years 2000 to 2100. */
const SECONDS = [946_684_800, 4_102_444_800] as const;

/** What a value looks like. Numbers that are written as text, as in CSV, are numbers. */
export function shapeOf(value: Json): ValueShape {
  if (typeof value === 'boolean') return 'flag';
  if (typeof value === 'number') return shapeOfNumber(value);
  if (typeof value === 'string') return shapeOfText(value.slice(0, LONGEST_SHORT + 1).trim());
  if (Array.isArray(value)) return shapeOfList(value);
  return 'other';
}

function shapeOfNumber(value: number): ValueShape {
  if (!Number.isInteger(value)) return Math.abs(value) <= 1 ? 'share' : 'number';
  const inSeconds = (one: number): boolean => one >= SECONDS[0] && one <= SECONDS[1];
  return inSeconds(value) || inSeconds(value / 1_000) ? 'moment' : 'whole';
}

function shapeOfText(text: string): ValueShape {
  if (MEDIA.test(text.slice(0, 5)) || (text.length <= LONGEST_SHORT && MEDIA.test(text))) return 'media';
  if (text.length > LONGEST_SHORT) return 'other';
  if (NUMBER.test(text)) return shapeOfNumber(Number(text));
  if (DIGEST.test(text)) return 'digest';
  if (MOMENT.test(text)) return 'moment';
  if (ADDRESS.test(text)) return 'address';
  return SPLIT.test(text) ? 'split' : 'other';
}

function shapeOfList(list: readonly Json[]): ValueShape {
  if (list.length === 0) return 'other';
  if (list.every((one) => typeof one === 'number')) {
    const isVector = list.length >= LEAST_VECTOR && list.some((one) => !Number.isInteger(one));
    return isVector ? 'vector' : 'other';
  }
  const shapes = new Set(list.map((one) => (typeof one === 'string' ? shapeOf(one) : 'other')));
  const [only] = shapes;
  return shapes.size === 1 && only !== undefined ? only : 'other';
}

/** Whether a value alone shows that it says something about the row: a date, a hash, an address, a share or a vector. */
export function saysOfTheRow(value: Json): boolean {
  return ['share', 'moment', 'digest', 'address', 'split', 'vector'].includes(shapeOf(value));
}

/** From so many words on a text is prose, which no id, name or date is. */
const LEAST_PROSE = 8;
/** Characters of scripts without spaces, where each counts as a word. */
const UNSPACED_RUN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{12}/u;

/** Whether a value holds a text of sentences, at any depth that rows have. */
export function hasProse(value: Json): boolean {
  if (typeof value === 'string') {
    return (value.match(/\s\S/g)?.length ?? 0) >= LEAST_PROSE - 1 || UNSPACED_RUN.test(value);
  }
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((one) => hasProse(one));
}
