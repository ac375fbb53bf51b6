import { commandLine, shellWord } from '../parts/shell-words.ts';
import type { DemonstrationsAsked } from './asked-for.ts';

/** Ways to ask the same again without the page. */
export interface Repetitions {
  readonly command: string;
  readonly curl: string;
  readonly typescript: string;
}

/**
 * How the same demonstrations are had outside of the page.
 * @param withKey whether the service asks for a key, which is then read from KINDRED_API_KEY and never written down
 */
export function repetitions(asked: DemonstrationsAsked, url: string, withKey: boolean): Repetitions {
  return {
    command: commandOf(asked, url),
    curl: curlOf(asked, url, withKey),
    typescript: typescriptOf(asked, url, withKey),
  };
}

function commandOf(asked: DemonstrationsAsked, url: string): string {
  const { instruction, input, corpora, k, strategy, format } = asked;
  const option = (name: string, value: string | number | undefined): string[] =>
    // Joined, so that a value that begins with a dash is no option of its own.
    value === undefined ? [] : [`${name}${name.startsWith('--') ? '=' : ' '}${shellWord(String(value))}`];
  const isLikeAnOption = instruction.startsWith('-');
  return commandLine([
    isLikeAnOption ? 'kindred demos' : `kindred demos ${shellWord(instruction)}`,
    ...option('--input', input),
    ...(corpora === undefined ? [] : [`--corpus ${corpora.map(shellWord).join(' ')}`]),
    ...option('-k', k),
    ...option('--strategy', strategy),
    ...option('--min-fit', asked.min_fit),
    ...option('--max-tokens', asked.max_tokens),
    ...option('--format', format),
    ...option('--url', url),
    ...(isLikeAnOption ? [`-- ${shellWord(instruction)}`] : []),
  ]);
}

function curlOf(asked: DemonstrationsAsked, url: string, withKey: boolean): string {
  const headers = [
    ...(withKey ? [`-H "authorization: Bearer $KINDRED_API_KEY"`] : []),
    `-H 'content-type: application/json'`,
  ];
  return [`curl ${url}/v1/demonstrations`, ...headers, `-d ${shellWord(JSON.stringify(asked))}`].join(
    ' \\\n  ',
  );
}

function typescriptOf(asked: DemonstrationsAsked, url: string, withKey: boolean): string {
  const key = withKey ? ", { key: process.env['KINDRED_API_KEY'] }" : '';
  const fields = Object.entries(asked).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},`);
  return `import { connect } from 'kindred-client';

const kindred = connect('${url}'${key});
const { demonstrations, prompt } = await kindred.demonstrations({
${fields.join('\n')}
});
`;
}
