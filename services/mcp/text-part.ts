import { upTo } from './bounded.ts';

/** The most characters that a part of a text has, as JSON. */
export const PART_CHARACTERS = 20_000;
/** The furthest place in a text that a part may begin at. */
export const FURTHEST = 100_000_000;

interface TextPart {
  readonly text: string;
  /** Where the next part begins; null after the last. */
  readonly next: number | null;
}

/** The part of a text that begins at `from`, counted in UTF-16 code units. */
export function textPartOf(text: string, from: number): TextPart {
  const part = fitting(text.slice(from));
  const next = from + part.length;
  return { text: part, next: next < text.length ? next : null };
}

/** The same of a text that comes in bytes of UTF-8, which are read no further than the part needs. It ends with a line. */
export async function textPartOfBytes(bytes: AsyncIterable<Uint8Array>, from: number): Promise<TextPart> {
  const decoder = new TextDecoder();
  let passed = 0;
  let text = '';
  for await (const chunk of bytes) {
    const piece = decoder.decode(chunk, { stream: true });
    text += piece.slice(Math.max(0, from - passed));
    passed += piece.length;
    if (text.length > PART_CHARACTERS) break;
  }
  const part = fitting(text);
  if (part.length === text.length) return { text, next: null };
  const lines = part.slice(0, part.lastIndexOf('\n') + 1);
  const whole = lines === '' ? part : lines;
  return { text: whole, next: from + whole.length };
}

/** The longest beginning of a text that fits, by halves of what escapes make too long. */
function fitting(text: string): string {
  let part = upTo(text, PART_CHARACTERS);
  while (JSON.stringify(part).length > PART_CHARACTERS + 2) part = upTo(part, Math.floor(part.length / 2));
  return part;
}
