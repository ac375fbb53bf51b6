/** A word of a command line as a POSIX shell reads it, quoted where it has to be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const LONGEST = 88;

/** Parts of a command line, of which those go on new lines that would make it longer than so many characters. */
export function commandLine(parts: readonly string[], longest = LONGEST): string {
  let line = '';
  const lines: string[] = [];
  for (const part of parts) {
    if (line !== '' && line.length + part.length > longest) {
      lines.push(line);
      line = `  ${part}`;
    } else line = line === '' ? part : `${line} ${part}`;
  }
  return [...lines, line].join(' \\\n');
}
