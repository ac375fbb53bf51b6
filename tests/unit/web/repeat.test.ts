import { execFileSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { DemonstrationsRequest } from '../../../schemas/api/demonstrations.ts';
import { createProgram } from '../../../services/cli/program.ts';
import { askedFor, type DemonstrationsAsked } from '../../../services/web/demonstrations/asked-for.ts';
import { repetitions } from '../../../services/web/demonstrations/repeat.ts';
import { ingestCommand } from '../../../services/web/home/ingest-command.ts';

const URL = 'http://127.0.0.1:4747';
const ASKED: readonly DemonstrationsAsked[] = [
  { instruction: 'Write a poem.', k: 4, strategy: 'balanced', format: 'messages' },
  {
    instruction: `It's "$HOME" and \`ls\`; what\nis *it*? 看`,
    input: '-- a\tb',
    corpora: ['one', 'two.3'],
    k: 2,
    strategy: 'mmr',
    min_fit: 0.3,
    max_tokens: 300,
    format: 'text',
  },
  { instruction: '--help me', k: 1, strategy: 'fit', format: 'alpaca' },
];

/** The words that a shell makes of a command line. */
function wordsOf(line: string): string[] {
  return execFileSync('sh', ['-c', `set -- ${line}\nprintf '%s\\0' "$@"`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

/** What the command line understands of these words. */
async function parsed([, ...words]: readonly string[]): Promise<{ args: string[]; options: object }> {
  let options: object = {};
  const program = createProgram((given) => {
    options = given;
    return Promise.resolve();
  });
  await program.parseAsync(words, { from: 'user' });
  return { args: program.commands.find((one) => one.name() === words[0])?.args ?? [], options };
}

describe('ways to repeat a search', () => {
  it.each(ASKED)('the command line says the same: $instruction', async (asked) => {
    const { args, options } = await parsed(wordsOf(repetitions(asked, URL, false).command));
    expect(args).toEqual([asked.instruction]);
    const { corpora, min_fit: minFit, max_tokens: maxTokens, k, strategy, format, input } = asked;
    expect(options).toMatchObject(
      JSON.parse(
        JSON.stringify({ corpus: corpora, minFit, maxTokens, k, strategy, format, input }),
      ) as object,
    );
  });

  it.each(ASKED)('curl sends the same: $instruction', (asked) => {
    const words = wordsOf(repetitions(asked, URL, true).curl);
    const body: unknown = JSON.parse(words.at(-1) ?? '');
    expect(body).toEqual(asked);
    expect(DemonstrationsRequest.safeParse(body).success).toBe(true);
    expect(words).toContain(`${URL}/v1/demonstrations`);
  });

  it.each(ASKED)('the program is TypeScript that asks the same: $instruction', (asked) => {
    const program = repetitions(asked, URL, true).typescript;
    const { diagnostics, outputText } = ts.transpileModule(program, { reportDiagnostics: true });
    expect(diagnostics).toEqual([]);
    const body = /kindred\.demonstrations\((\{[\s\S]*?\n\})\)/.exec(outputText)?.[1] ?? '';
    expect(structuredClone(runInNewContext(`(${body})`) as unknown)).toEqual(asked);
  });

  it('never write a key down: they read it from the environment', () => {
    const [first] = ASKED;
    const { curl, typescript } = repetitions(first as DemonstrationsAsked, URL, true);
    expect(curl).toContain('$KINDRED_API_KEY');
    expect(typescript).toContain("process.env['KINDRED_API_KEY']");
  });
});

describe('the way to repeat an ingestion', () => {
  it('names files, corpus and how they are read', async () => {
    const files = [{ name: "Bob's rows (1).csv" }, { name: 'b.jsonl' }];
    const reading = { columns: '{"instruction":"prompt"}', format: undefined };
    const { args, options } = await parsed(wordsOf(ingestCommand(files, 'mine', reading, URL)));
    expect(args).toEqual(files.map(({ name }) => name));
    expect(options).toMatchObject({ corpus: 'mine', columns: '{"instruction":"prompt"}' });
  });
});

describe('what an address asks for', () => {
  it('is a request that the service takes, whatever stands in the address', () => {
    const odd = {
      instruction: ' x ',
      k: '-3',
      min_fit: 'much',
      max_tokens: '1e99',
      strategy: 'best',
      format: 'pdf',
    };
    const asked = askedFor({ ...odd, corpus: 'a,b,' });
    expect(asked).toEqual({
      instruction: 'x',
      corpora: ['a', 'b'],
      k: 4,
      strategy: 'balanced',
      format: 'messages',
    });
    expect(DemonstrationsRequest.safeParse(asked).success).toBe(true);
  });

  it('is nothing while there is no instruction', () => {
    expect(askedFor({ input: 'a', instruction: '  ' })).toBeNull();
  });
});
