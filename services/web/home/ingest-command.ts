import type { Reading } from '../../../clients/typescript/src/kindred-client.ts';
import { commandLine, shellWord } from '../parts/shell-words.ts';

/** The command that reads the same files into the same corpus of this service. */
export function ingestCommand(
  files: readonly { readonly name: string }[],
  corpus: string,
  { format, layout, columns, source }: Reading,
  url: string,
): string {
  const options = Object.entries({ corpus, format, layout, columns, source, url });
  return commandLine([
    `kindred ingest ${files.map(({ name }) => shellWord(name)).join(' ')}`,
    ...options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${shellWord(value)}`])),
  ]);
}
