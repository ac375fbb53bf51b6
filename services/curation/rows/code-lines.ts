const FENCE = /^\s*(?:```|~~~)/;
/** Signs without which no line is code, so that most texts need no closer look. */
const MAY_BE_CODE = /[{}=;()<>[\]|&`~\\]|::/;
/** Ends of statements, operators that prose does not have, tags, classes of a regular expression, and assignments. */
const STATEMENT = new RegExp(
  [
    String.raw`[;{}]\s*$`,
    String.raw`[=!<>]=|=>|->|::|&&|\|\||\+\+|\+=|-=|\*=|<<|>>|</|/>|\$\{|\{\{|\(\)|\[\]`,
    String.raw`<[A-Za-z][\w-]*(?:\s[^<>]*)?>`,
    String.raw`\\[dDwWsSbB](?![A-Za-z])`,
    String.raw`^\s*[\w.$[\]'"]+\s*[-+*/|&]?=\s*\S`,
    String.raw`^\s*(?:def|class|import|from|return|public|private|function|const|let|var|if|for|while|SELECT|INSERT|UPDATE)\b.*[({:;=*]`,
  ].join('|'),
  'u',
);
/**
 * What a call or an index begins with, `print(` and `rows[`, but not the `row(s)` of prose. It starts at the bracket and looks back, so
 * that every character is looked at by one bracket at most.
 */
const CALL = /[[(](?!s\))(?<=(?<![\p{L}\p{N}])[A-Za-z_][\w.]*[[(])/u;
const INDENTED = /^(?:\t| {2,})\S/;

/** A part of a text that is code, or one that is not. */
export interface TextPart {
  readonly isCode: boolean;
  readonly text: string;
}

/**
 * Cuts a text into code and prose, line by line: what stands between fences, lines with the signs of statements, calls and
 * tags, and lines that are indented below these. In code every sign, the case and the indent have a meaning.
 */
export function codeAndProse(text: string): readonly TextPart[] {
  if (!MAY_BE_CODE.test(text)) return [{ isCode: false, text }];
  const parts: { isCode: boolean; lines: string[] }[] = [];
  let isFenced = false;
  let isCode = false;
  for (const line of text.split(/\r?\n/)) {
    if (FENCE.test(line)) {
      isFenced = !isFenced;
      isCode = isFenced;
      continue;
    }
    isCode = isFenced || isStatement(line) || (isCode && (INDENTED.test(line) || line.trim() === ''));
    const last = parts.at(-1);
    if (last?.isCode === isCode) last.lines.push(line);
    else parts.push({ isCode, lines: [line] });
  }
  return parts.map(({ isCode: code, lines }) => ({
    isCode: code,
    text: code ? withoutEnds(lines) : lines.join('\n'),
  }));
}

/** Whether a line has the signs of code. A call is one when a bracket behind it ends it. */
function isStatement(line: string): boolean {
  const end = Math.max(line.lastIndexOf(')'), line.lastIndexOf(']'));
  return STATEMENT.test(line) || CALL.test(line.slice(0, end + 1));
}

/** The lines without white space at their ends, and without empty ones. */
const withoutEnds = (lines: readonly string[]): string =>
  lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
