import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../services/cli/program.ts';
import { DOCUMENTS, words } from './documents.ts';

/** A line of a shell block that calls `kindred`, without prompt, variables before it, comment and redirection. */
const CALL = /^(?:\$ )?(?:[A-Z_]+=\S+ )*kindred (.*)$/;

function calls(): [string, string][] {
  return DOCUMENTS.flatMap(({ path, text }) =>
    shellLines(text).map((call): [string, string] => [path, call]),
  );
}

/** What is called in shell blocks, and in those that show a command with its output. */
function shellLines(text: string): string[] {
  const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].filter(([, language]) =>
    /^(sh)?$/.test(language ?? ''),
  );
  return blocks
    .flatMap(([, , block = '']) => block.replaceAll(/\\\n\s*/g, '').split('\n'))
    .flatMap((line) => CALL.exec(line)?.[1] ?? [])
    .map((call) => call.replace(/\s+(#|[|>]).*$/, '').trim());
}

/** Whether the command line takes these arguments, without running the command. */
async function isTaken(args: readonly string[]): Promise<boolean> {
  let ran = false;
  const program = createProgram(() => {
    ran = true;
    return Promise.resolve();
  }).configureOutput({ writeOut: () => undefined, writeErr: () => undefined, outputError: () => undefined });
  const isHelp = args.some((arg) => arg === '--help' || arg === '--version');
  await program.parseAsync([...args], { from: 'user' }).catch(() => undefined);
  return ran || isHelp;
}

describe('commands in the documents', () => {
  it('are found by this test', () => {
    expect(calls().length).toBeGreaterThan(30);
    expect(words(`demos "Fix this." --columns '{"a":"b"}'`)).toEqual([
      'demos',
      'Fix this.',
      '--columns',
      '{a:b}',
    ]);
  });

  it.each(calls())('%s: kindred %s', async (_path, call) => {
    expect(await isTaken(words(call))).toBe(true);
  });

  it('are told when the command line does not take them', async () => {
    expect(await isTaken(['demos'])).toBe(false);
    expect(await isTaken(['dedup', 'alpaca', '--no-such-option'])).toBe(false);
    expect(await isTaken(['no-such-command'])).toBe(false);
  });
});
