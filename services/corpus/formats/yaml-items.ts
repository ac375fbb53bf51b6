import { openText, type ByteSource } from './byte-source.ts';

/** An element of a list that is a whole YAML file. */
export interface YamlItem {
  readonly line: number;
  readonly text: string;
  /** Whether it is longer than allowed; then `text` is only its beginning. */
  readonly isTooLong: boolean;
}

const ITEM = /^-(?:\s|$)/;
const MARKER = /^(?:---|\.\.\.)(?:\s|$)/;
const NOTHING = /^\s*(?:#.*|%.*)?$/;

/** Cuts a YAML file that is a list into its elements, each as a list of one, without holding more than one. */
export async function* yamlItems(
  source: ByteSource,
  limit: number,
): AsyncGenerator<YamlItem, void, undefined> {
  let item: { line: number; lines: string[]; length: number } | null = null;
  const finished = (): YamlItem[] => {
    if (item === null) return [];
    const { line, lines, length } = item;
    item = null;
    return [{ line, text: lines.join('\n'), isTooLong: length > limit }];
  };
  for await (const { number, text } of linesOf(source, limit)) {
    if (ITEM.test(text) || MARKER.test(text)) yield* finished();
    if (MARKER.test(text)) continue;
    if (item === null && NOTHING.test(text)) continue;
    item ??= { line: number, lines: [], length: 0 };
    item.length += text.length + 1;
    if (item.length <= limit) item.lines.push(text);
  }
  yield* finished();
}

/** The lines of a file, each without its end. Of a line longer than `limit` the beginning is given, in several pieces. */
async function* linesOf(
  source: ByteSource,
  limit: number,
): AsyncGenerator<{ number: number; text: string }, void, undefined> {
  const decoder = new TextDecoder();
  let number = 1;
  let pending = '';
  for await (const chunk of openText(source)) {
    const lines = (pending + decoder.decode(chunk, { stream: true })).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      yield { number, text: line.replace(/\r$/, '') };
      number += 1;
    }
    if (pending.length <= limit) continue;
    yield { number, text: ` ${pending}` };
    pending = ' ';
  }
  pending += decoder.decode();
  if (pending !== '') yield { number, text: pending };
}
