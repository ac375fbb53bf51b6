import { codeAndProse } from '../rows/code-lines.ts';

// White space is bounded where it may stand at many places, for texts of people may have a million blanks in a row.

/** Where a text is about marks, they are what it is about. */
const ABOUT_MARKS =
  /\b(?:html|xml|css|markdown|markup|tags?|bold|italics?|asterisks?|links?|hyperlinks?)\b/iu;
/** A text that is one element; in another one tags may be what it asks about. */
const ELEMENT = /^\s*<(p|div|span|h[1-6])\s*>.*<\/\1\s*>\s*$/isu;
const TAG = /<\/?(?:p|b|i|u|em|strong|span|div|br|h[1-6])\s*\/?>/giu;
const LINK = /(?<!!)\[([^\][\n]+)\]\([^()\s]*\)/gu;
const EMPHASIS = /(?<![\p{L}\p{N}*])(\*{1,3})(?=[^\s*])([^*\n]+?)(?<=[^\s*])\1(?![\p{L}\p{N}*])/gu;
const HEADING = /^#{1,6}[ \t]+/gmu;

/** What a text stands behind in a list of tasks or a form: `Instruction:`, `Question 7 of 20.` */
const LABEL =
  /^\s*(?:(?:instructions?|prompt|query|request|user|frage|aufgabe|consigne|pregunta|问题|指令|質問)\s*[:：]|(?:question|task|exercise|problem|item|q|frage|aufgabe|pregunta|tarea|exercice|вопрос|задание|第)\s*(?:no\.?\s*|#\s*)?\d{1,3}(?:\s{0,3}(?:of|\/|von|de|sur|из)\s{0,3}\d{1,3})?\s{0,3}题?\s{0,3}[.:)：、-])\s+/iu;

const GREETINGS =
  'hi|hello|hey|greetings|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)|bonjour|salut|hola|buenos días|buenas tardes|' +
  'привет|здравствуйте|добрый день|مرحبا|hei|moi|你好|您好|こんにちは';
const ADDRESSED =
  '(?: (?:there|everyone|all|assistant|ai|bot|chatgpt|again|zusammen|à tous|a todos|al(?:le)?))?';
/** A greeting that stands alone before the request; `Hello world` greets nobody. */
const GREETING = new RegExp(String.raw`^\s*(?:${GREETINGS})${ADDRESSED}\s*[!.,，。！、]\s*`, 'iu');

const THANKS =
  'many thanks|thanks|thank you|cheers|danke|vielen dank|herzlichen dank|merci|gracias|muchas gracias|спасибо|شكرا|kiitos|谢谢|谢谢你|谢谢您|ありがとうございます|ありがとう';
const HOW_MUCH =
  "(?: (?:a lot|so much|very much|in advance|a million|schön|sehr|im voraus|beaucoup|bien|d’avance|d'avance|por adelantado|большое|заранее|جزيلا|paljon|etukäteen))*";
/** Thanks that end a text without white space at its end, as a sentence or behind a comma. */
const THANKED = new RegExp(
  String.raw`(?<=^|[.!?,;。！？，\n])\s{0,9}(?:and )?(?:${THANKS})${HOW_MUCH}\s{0,9}[.!。！]*$`,
  'iu',
);

/** What a request is asked with: the words before what is to be done. `Would you rather` and `can you see` ask for no deed, and stay. */
const LEAD_INS = [
  String.raw`(?:i(?:['’]d| would) (?:really |greatly |very much )?(?:be (?:really |very |so )?(?:grateful|thankful|glad|happy) if you (?:could|would|can)|appreciate it if you (?:could|would|can)|like to ask you to|like you to|love (?:for )?you to))`,
  String.raw`(?:i (?:want|need) you to)`,
  String.raw`(?:(?:could|can|would|will) you (?:please|kindly|be so kind as to))`,
  String.raw`(?:would you be (?:so )?kind (?:enough )?(?:as )?to)`,
  String.raw`(?:please,?|kindly)`,
  String.raw`(?:(?:bitte|ich möchte dich bitten,?))`,
  String.raw`(?:(?:s['’]il (?:te|vous) pla[iî]t,?))`,
  String.raw`(?:(?:por favor,?)(?: ¿?(?:serías|sería) tan amable de)?)`,
  String.raw`(?:пожалуйста,?)`,
  String.raw`(?:من فضلك،?)`,
].join('|');
const LEAD_IN = new RegExp(String.raw`^\s*¿?(?:${LEAD_INS})\s+`, 'iu');

/**
 * An instruction without what asks for nothing: greetings, thanks and the words that a request is asked with, the label before it, and
 * the marks of Markdown around its words, and of HTML where it is one element, unless it is about such marks or has code in it. An instruction that is nothing else stays as it is.
 */
export function plainInstruction(instruction: string): string {
  const marked = ABOUT_MARKS.test(instruction) ? instruction : withoutMarks(instruction);
  const plain = [LABEL, GREETING, THANKED, LEAD_IN]
    .reduce((text, part) => text.replace(part, ''), marked.trimEnd())
    .trim();
  return plain === '' ? instruction : plain;
}

/** In code every sign has a meaning, so a text with code in it stays as it is. */
function withoutMarks(text: string): string {
  const untagged = ELEMENT.test(text) ? text.replace(TAG, ' ') : text;
  const plain = untagged.replace(LINK, '$1').replace(EMPHASIS, '$2').replace(HEADING, '');
  return text.includes('`') || codeAndProse(plain).some(({ isCode }) => isCode) ? text : plain;
}
