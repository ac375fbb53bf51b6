const VERBS: ReadonlyMap<string, string> = new Map([
  ['撰写', '写'],
  ['写出', '写'],
  ['写下', '写'],
  ['写作', '写'],
  ['书写', '写'],
  ['编写', '写'],
  ['译', '翻译'],
  ['算', '计算'],
  ['算出', '计算'],
  ['列', '列出'],
  ['说说', '说'],
  ['谈谈', '谈'],
  ['提升', '提高'],
  ['制订', '制定'],
  ['绘制', '画'],
  ['画出', '画'],
]);
/** Texts. To create one of them is the same task as to write one. */
const WRITTEN: ReadonlySet<string> = new Set('诗 歌词 故事 文章 小说 剧本 散文 作文 短文'.split(' '));
const NOUNS: ReadonlyMap<string, string> = new Map([
  ['诗歌', '诗'],
  ['话', '句子'],
  ['电子邮件', '邮件'],
  ['小故事', '故事'],
]);

/** The longest name that a record's label may have, less what the separator takes. */
const LONGEST = 90;

/** The name of a task, `verb|noun`, in which verbs and nouns that mean the same are written in the same way. */
export function mergeChineseSynonyms(verb: string, noun: string): string {
  const mergedNoun = NOUNS.get(noun) ?? noun;
  const creates = (verb === '创作' || verb === '作' || verb === '谱写') && WRITTEN.has(mergedNoun);
  const mergedVerb = creates ? '写' : (VERBS.get(verb) ?? verb);
  return `${mergedVerb.slice(0, LONGEST)}|${mergedNoun.slice(0, LONGEST)}`;
}
