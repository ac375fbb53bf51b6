import { describe, expect, test } from 'vitest';
import { createTaskLabeller } from '../../../services/labels/task-labeller.ts';

const labeller = createTaskLabeller();
const name = (instruction: string): string | null => labeller.label(instruction)?.name ?? null;

describe('a request is labelled by the verb that asks and the head of its object', () => {
  test.each([
    ['写一首关于秋天的诗', '写|诗'],
    ['列出五种会飞的昆虫。', '列出|昆虫'],
    ['推荐几本书', '推荐|书'],
    ['介绍一下桂林的山水和历史。', '介绍|山水'],
    ['描述你小时候住过的房子是什么样子的。', '描述|房子'],
    ['比较骑车和走路的优缺点', '比较|优缺点'],
    ['设计一个可以计算房租的表格', '设计|表格'],
    ['写一个函数计算两个数的和', '写|函数'],
    ['给我一个关于坚持的例子', '给|例子'],
    ['生成一段描述海边日落的文字', '生成|文字'],
    ['起草一份适合小店使用的合同', '起草|合同'],
    ['解释为什么树叶会变黄', '解释|树叶'],
    ['续写这个故事', '续写|故事'],
    ['翻译这段话', '翻译|句子'],
    ['帮我改这封信', '改|信'],
    ['接著寫這個故事', '写|故事'],
    ['幫我想著怎麼回覆這封信', '回复|信'],
  ])('%s', (instruction, label) => {
    expect(name(instruction)).toBe(label);
  });
});

describe('politeness before the verb changes nothing', () => {
  test.each([
    '请总结下面的文章。',
    '麻烦你总结一下下面的文章',
    '能不能帮我总结一下下面的文章？',
    '你好，请问你能帮我总结下面的文章吗？',
    '我想让你总结下面的文章',
    '现在请你先仔细地总结下面的文章',
    '我需要总结下面的文章',
  ])('%s', (instruction) => {
    expect(name(instruction)).toBe('总结|文章');
  });
});

describe('the object may stand before the verb', () => {
  test.each([
    ['请帮我把下面的句子翻译成英文', '翻译|句子'],
    ['将这些照片按照拍摄日期进行排序', '排序|照片'],
    ['把我昨天写的日记改写成一封信', '改写|日记'],
    ['对以下评论进行情感分析', '分析|评论'],
    ['下面这段英文，请翻译成中文：Rain fell all night.', '翻译|英文'],
    ['这篇作文帮我修改一下', '修改|作文'],
    ['给定一张菜单，请将其翻译成法语', '翻译|菜单'],
  ])('%s', (instruction, label) => {
    expect(name(instruction)).toBe(label);
  });
});

describe('what is said before the verb with prepositions is passed over', () => {
  test.each([
    ['用三句话概括这部小说的情节', '概括|情节'],
    ['根据下面的关键词写一个故事：月亮、鞋匠', '写|故事'],
    ['以“家乡”为题写一篇作文', '写|作文'],
    ['使用Python编写一个下载图片的程序', '写|程序'],
    ['假设你是一名厨师，请设计一份素食菜单。', '设计|菜单'],
    ['给邻居写一封感谢信', '写|感谢信'],
  ])('%s', (instruction, label) => {
    expect(name(instruction)).toBe(label);
  });
});

describe('a question is named as an English one is: by what it asks to do, or by its question word', () => {
  test.each([
    ['如何修理漏水的水龙头？', '修理|水龙头'],
    ['怎样才能提高孩子的阅读能力？', '提高|能力'],
    ['过期的药品应该如何处理？', '处理|药品'],
    ['请告诉我如何种植番茄', '种植|番茄'],
    ['哪些方法可以减少厨房的油烟？', '减少|油烟'],
    ['如何减肥？', '减肥|无'],
    ['风车是如何工作的？', '如何|知识'],
    ['这座城市的交通怎么样？', '如何|知识'],
    ['为什么海水是咸的？', '为什么|知识'],
    ['什么是通货膨胀？', '什么|知识'],
    ['冰川的成因是什么', '什么|知识'],
    ['北欧有哪些国家？', '哪些|知识'],
    ['谁发明了电话？', '谁|知识'],
    ['长江有多长？', '多少|知识'],
    ['鲸鱼是鱼吗？', '是否|任务'],
    ['12+30等于多少？', '多少|数学'],
    ['计算12*30', '计算|数学'],
    ['古代建筑的特点', '名词|知识'],
  ])('%s', (instruction, label) => {
    expect(name(instruction)).toBe(label);
  });
});

describe('one task has one name', () => {
  test.each([
    ['撰写一篇文章', '写一篇文章'],
    ['创作一首诗歌', '写一首诗'],
    ['翻译成日语：下面的句子', '翻译一下：下面的句子'],
    ['請幫我把這個句子翻譯成英文', '请帮我把这个句子翻译成英文'],
    ['请解释一下细菌和病毒的区别', '请解释细菌和病毒的区别'],
  ])('%s', (one, other) => {
    expect(name(one)).not.toBeNull();
    expect(name(one)).toBe(name(other));
  });
});

describe('the language of a label is that of the request', () => {
  test.each([
    ['用 Python 写一个 quicksort 函数', '写|函数'],
    ['Excel 中如何删除空行？', '删除|空行'],
    ['帮我写一个 cover letter', '写|letter'],
    ['The ferry leaves at noon and returns at night.\n请把上面的句子翻译成中文', '翻译|句子'],
    ['Translate the following sentence into English: 明天我们去看海。', 'translate|sentence'],
    ['Explain the meaning of 缘分.', 'explain|meaning'],
  ])('%j', (instruction, label) => {
    expect(name(instruction)).toBe(label);
  });

  test.each(['俳句を書いてください。', '次の文を訳してください\n明日東京', '이 문장을 번역해 주세요 漢字'])(
    'what is Japanese or Korean has none: %j',
    (instruction) => {
      expect(name(instruction)).toBeNull();
    },
  );
});

test.each(['你好', '谢谢，你的回答很有帮助', '他昨天打开了窗户。', '。。。', '我住在海边'])(
  'what asks for nothing has no label: %s',
  (text) => {
    expect(name(text)).toBeNull();
  },
);

test('the request may follow a passage, however long', () => {
  const passage = '河水涨得很高，桥已经被冲走了。';
  expect(name(`${passage}\n请总结上面这段文字的内容。`)).toBe('总结|内容');
  expect(name(`${passage.repeat(2_000)}\n\n请总结上面这段文字的内容。`)).toBe('总结|内容');
  expect(name(`翻译下面的文章。\n\n${passage.repeat(2_000)}`)).toBe('翻译|文章');
});

test('a name fits the record, whatever the text', () => {
  for (const text of [
    `写${'长'.repeat(1_000)}`,
    `请把${'把'.repeat(800)}翻译成英文`,
    `写一个${'a|b'.repeat(300)}`,
    '给我'.repeat(500),
    '告诉我如何'.repeat(200),
    '请'.repeat(5_000),
    `“${'「'.repeat(900)}`,
  ]) {
    expect(name(text)?.length ?? 0).toBeLessThanOrEqual(200);
    expect((name(text) ?? '|').split('|')).toHaveLength(2);
  }
});

test('a request with its object is surer than a verb without one, and that surer than a heading', () => {
  const sure = (text: string): number => labeller.label(text)?.confidence ?? 0;
  expect(sure('请写一首诗')).toBeGreaterThan(0.9);
  expect(sure('写一首诗')).toBeLessThan(0.8);
  expect(sure('写一首诗')).toBeGreaterThan(sure('翻译一下'));
  expect(sure('古代建筑的特点')).toBeLessThan(0.5);
});

test('a label depends on the text alone, not on what was labelled before', () => {
  const text = '写一篇关于沙漠植物的文章';
  const fresh = createTaskLabeller().label(text);
  for (const before of ['沙漠植物园在哪里？', '文章写得很好', '植物的文章']) labeller.label(before);
  expect(labeller.label(text)).toEqual(fresh);
});
