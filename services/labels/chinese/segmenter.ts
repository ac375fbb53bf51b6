import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ChineseWord } from './chinese-word.ts';
import { cutFurther } from './glued-words.ts';

/** Cuts Chinese text into words, and writes traditional characters as simplified ones. */
export interface Segmenter {
  readonly simplify: (text: string) => string;
  readonly words: (simplified: string) => ChineseWord[];
}

/** The part of `@node-rs/jieba` that is used. */
interface Jieba {
  readonly loadDict: (lines: Uint8Array) => void;
  readonly tag: (
    text: string,
    findUnknownWords: boolean,
  ) => { readonly word: string; readonly tag: string }[];
}

/** Words that the dictionary lacks or has too rarely, so that it cuts them elsewhere. */
const OWN_NOUNS =
  '思维导图 折线图 柱状图 流程图 饼图 读后感 朋友圈 正则表达式 自动驾驶 相似度 人名 读书笔记 关键词 句子 流行语 ' +
  '深度学习 机器学习 强化学习 迁移学习 人工智能 自然语言处理 职场 为题';
const OWN_VERBS = '转写 重构';
const OWN_NUMBERS = '一下';
/** How frequent they count as, so that no other cut is likelier. */
const FREQUENCY = 900_000;

let shared: Segmenter | undefined;

/** The segmenter of this process, which is opened when the first Chinese text comes: 5 MB are read then. */
export function loadSegmenter(): Segmenter {
  shared ??= openSegmenter();
  return shared;
}

function openSegmenter(): Segmenter {
  const require = createRequire(import.meta.url);
  const { Jieba } = require('@node-rs/jieba') as {
    readonly Jieba: { readonly withDict: (lines: Uint8Array) => Jieba };
  };
  const { Converter } = require('opencc-js/t2cn') as {
    readonly Converter: (scripts: { readonly from: 'tw'; readonly to: 'cn' }) => (text: string) => string;
  };
  // The file is read by its path, because `@node-rs/jieba/dict` reads another one of 6 MB beside it.
  const jieba = Jieba.withDict(readFileSync(require.resolve('@node-rs/jieba/dict.txt')));
  jieba.loadDict(
    Buffer.from(
      [...linesOf(OWN_NOUNS, 'n'), ...linesOf(OWN_VERBS, 'v'), ...linesOf(OWN_NUMBERS, 'm')].join('\n'),
    ),
  );
  return {
    simplify: Converter({ from: 'tw', to: 'cn' }),
    words: (text) => {
      const words = jieba.tag(text, true).filter(({ word }) => word.trim() !== '');
      return cutFurther(words.map(({ word, tag }) => ({ text: word, tag })));
    },
  };
}

/** Lines as the dictionary has them: word, frequency, tag. */
function linesOf(words: string, tag: string): string[] {
  return words.split(' ').map((word) => `${word} ${FREQUENCY} ${tag}`);
}
