import { WITHOUT_VALUE, OTHER_VALUE } from '../../../schemas/colour-file.ts';
import { kindInWords } from '../parts/told-in-words.ts';
import { isKeepMark } from './quiet-marks.ts';

/** A value of a field as people read it. */
export function valueInWords(field: string, value: string | number): string {
  if (value === WITHOUT_VALUE) return 'none';
  if (isKeepMark(field)) return value === 'true' ? 'kept' : 'not kept';
  if (value === OTHER_VALUE) return 'others';
  if (field === 'kind') return kindInWords(String(value));
  return field === 'label' ? String(value).replace('|', ' ') : String(value);
}
