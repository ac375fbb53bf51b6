import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../../services/cli/command-table.ts';
import { createProgram } from '../../../services/cli/program.ts';

const FOLDER = fileURLToPath(new URL('../../../services/cli/commands', import.meta.url));
const names = COMMANDS.map(({ usage }) => usage.split(' ', 1)[0] ?? '');

/** What the program writes, and the code with which it ends. */
async function said(...args: string[]): Promise<{ text: string; code: number | null }> {
  let text = '';
  const write = (part: string): void => void (text += part);
  const program = createProgram(() => Promise.resolve());
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeOut: write, writeErr: write });
  try {
    await program.parseAsync(args, { from: 'user' });
    return { text, code: null };
  } catch (error) {
    return { text, code: (error as { exitCode: number }).exitCode };
  }
}

describe('the table of commands', () => {
  it('has an entry for every file in commands/, and a file for every entry', () => {
    const files = readdirSync(FOLDER).map((file) => file.replace('.ts', ''));
    expect([...names].sort()).toEqual(files.sort());
  });

  it.each(names)('%s has an action in its file', async (name) => {
    const entry = COMMANDS.find(({ usage }) => usage.split(' ', 1)[0] === name);
    const command = new Command(name);
    const start = vi.fn(() => () => Promise.resolve());
    (await entry?.load())?.register(command, start);
    expect(start).toHaveBeenCalled();
  });
});

describe('a command that is loaded when it is called', () => {
  it('gets the options of all commands from before and from behind its name', async () => {
    const seen: unknown[] = [];
    const program = createProgram((options) => {
      seen.push(options);
      return Promise.resolve();
    });
    await program.parseAsync(['--json', 'corpora', '--data', 'here'], { from: 'user' });
    expect(seen).toEqual([expect.objectContaining({ json: true, data: 'here' })]);
  });

  it.each([['ingest --help'], ['help ingest']])('%s shows its own options', async (line) => {
    const { text, code } = await said(...line.split(' '));
    expect(code).toBe(0);
    expect(text).toContain('--corpus <name>');
    expect(text).toContain('--data <dir>');
  });

  it.each([['keys create --help'], ['help keys create'], ['keys help create']])(
    '%s shows the options of the command below',
    async (line) => {
      const { text, code } = await said(...line.split(' '));
      expect(code).toBe(0);
      expect(text).toContain('--scopes <list>');
    },
  );

  it('refuses an option that it does not have, and says where its own are told', async () => {
    const { text, code } = await said('corpora', '--nothing');
    expect(code).toBe(1);
    expect(text).toContain("unknown option '--nothing'");
    expect(text).toContain('(see kindred corpora --help)');
  });

  it('refuses an argument too many in the same way', async () => {
    const { text, code } = await said('demos', 'corpus', 'Write a poem.');
    expect(code).toBe(1);
    expect(text).toContain('too many arguments');
    expect(text).toContain('(see kindred demos --help)');
  });

  it.each([['corpor'], ['help corpor']])('%s: a name that is nearly one is corrected', async (line) => {
    const { text, code } = await said(...line.split(' '));
    expect(code).toBe(1);
    expect(text).toContain('Did you mean corpora?');
  });
});
