const FENCE = /^\s*(?:```|~~~)/;
/** Signs without which no line is code, so that most texts need no closer look. */
const MAY_BE_CODE = /[{}=;()<>[\]|&`~\\]|::/;
/** Ends of statements, operators that prose does not have, calls, tags, classes of a regular expression, and assignments. */
const CODE = new RegExp(
  [
    String.raw`[;{}]\s*$`,
    String.raw`[=!<>]=|=>|->|::|&&|\|\||\+\+|\+=|-=|\*=|<<|>>|</|/>|\$\{|\{\{|\(\)|\[\]`,
    String.raw`(?<![\p{L}\p{N}])[A-Za-z_][\w.]*[[(](?!s\))[^)\]]*[)\]]`,
    String.raw`<[A-Za-z][\w-]*(?:\s[^<>]*)?>`,
    String.raw`\\[dDwWsSbB](?![A-Za-z])`,
    String.raw`^\s*[\w.$[\]'"]+\s*[-+*/|&]?=\s*\S`,
    String.raw`^\s*(?:def|class|import|from|return|public|private|function|const|let|var|if|for|while|SELECT|INSERT|UPDATE)\b.*[({:;=*]`,
  ].join('|'),
  'u',
);
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
    isCode = isFenced || CODE.test(line) || (isCode && (INDENTED.test(line) || line.trim() === ''));
    const last = parts.at(-1);
    if (last?.isCode === isCode) last.lines.push(line);
    else parts.push({ isCode, lines: [line] });
  }
  return parts.map(({ isCode: code, lines }) => ({
    isCode: code,
    text: code ? withoutEnds(lines) : lines.join('\n'),
  }));
}

/** The lines without white space at their ends, and without empty ones. */
const withoutEnds = (lines: readonly string[]): string =>
  lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
