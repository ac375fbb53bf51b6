/** The first characters of a text, copied: a mere slice would keep the whole text in memory, a million characters maybe. */
export function beginningOf(text: string, characters: number): string {
  if (text.length <= characters) return text;
  return Buffer.from(text.slice(0, characters), 'utf16le').toString('utf16le');
}
