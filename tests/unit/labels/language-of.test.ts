import { expect, it } from 'vitest';
import { lettersOf } from '../../../services/labels/language-of.ts';

it.each([
  ['Name a river.', 'Latin letters'],
  ['用Python写一个函数', 'Chinese characters'],
  ['What does 风和日丽 mean?', 'Latin letters'],
  ['「さくら」を英語に訳してください。', 'Japanese letters'],
  ['データのベクトル`feature_vector`をファイル`out_vector.npy`に保存する', 'Japanese letters'],
  ["列'speed'の平均を計算してnumpy_array.mean()を使う", 'Japanese letters'],
  ['Найти разницу `list_of_differences` двух списков', 'Cyrillic letters'],
  ['`print_all_values(numbers)`', 'Latin letters'],
  ['12 + 30 = ?', null],
])('tells the letters of a text, but for the code in it: %s', (text, letters) => {
  expect(lettersOf(text)).toBe(letters);
});
