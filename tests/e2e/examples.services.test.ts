import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { serveAlone, type ServedProcess } from '../faults/served.ts';
import { words } from '../unit/docs/documents.ts';
import { finished, startCliWith, type Finished } from './run-cli.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const INSTRUCTION = 'Write a short poem about rain.';

/** The command that examples/README.md gives for each example. */
const COMMANDS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'demonstrations.sh': ['sh', 'examples/demonstrations.sh'],
  'duplicates.ts': [process.execPath, '--import', 'tsx', 'examples/duplicates.ts'],
  'few_shot_prompt.py': ['python3', 'examples/few_shot_prompt.py', INSTRUCTION],
};

/** Those that need packages, which `.ci/python-client` and `.ci/typescript-client` have and run. */
const WITH_PACKAGES = [
  'langchain_selector.py',
  'langchain_selector.ts',
  'ai_sdk_middleware.ts',
  'dspy_few_shot.py',
  'cleaning_recipe.py',
  'cleaning_recipe.ts',
];

let service: ServedProcess;
beforeAll(async () => {
  service = await serveAlone({ KINDRED_DATA: await temporaryDirectory(), KINDRED_LOG_LEVEL: 'silent' });
}, 120_000);
afterAll(() => service.stop());

function run(example: string): Promise<Finished> {
  const [program = '', ...args] = COMMANDS[example] ?? [];
  return finished(spawn(program, args, { cwd: ROOT, env: { ...process.env, KINDRED_URL: service.url } }));
}

describe('examples', () => {
  it('are all run, and listed in their README', () => {
    const files = readdirSync(join(ROOT, 'examples')).filter((name) => name !== 'README.md');
    expect(files.sort()).toEqual([...Object.keys(COMMANDS), ...WITH_PACKAGES].sort());
    const text = readFileSync(join(ROOT, 'examples/README.md'), 'utf8');
    for (const file of files) expect(text).toContain(`examples/${file}`);
  });

  it('demonstrations.sh sends the sample, follows its job and shows a prompt', async () => {
    const { code, stdout } = await run('demonstrations.sh');
    expect(stdout).toContain('completed, 254 rows done');
    expect(stdout).toMatch(/"prompt":"Instruction: .*Translate the following sentence into Swedish\./);
    expect(code).toBe(0);
  });

  it('duplicates.ts tells which rows of the sample say the same', async () => {
    const { code, stdout } = await run('duplicates.ts');
    expect(stdout).toMatch(/^254 rows, [1-9]\d* duplicates$/m);
    expect(stdout).toMatch(/says the same as .* \(paraphrase\)/);
    expect(code).toBe(0);
  });

  it('few_shot_prompt.py ends its prompt with the instruction', async () => {
    const { code, stdout } = await run('few_shot_prompt.py');
    expect(stdout.trim().endsWith(`user: ${INSTRUCTION}`)).toBe(true);
    expect(stdout.match(/^assistant: /gm)).toHaveLength(3);
    expect(code).toBe(0);
  });
});

/** Figures may differ in their last digits between processors. */
function withoutFigures(line: string): string {
  return line
    .trim()
    .replaceAll(/\d+(\.\d+)?/g, '0')
    .replaceAll(/█+ +/g, '');
}

describe('README.md', () => {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const shown = [...text.matchAll(/^```\n\$ kindred (.+)\n([\s\S]*?)^```$/gm)].map(
    ([, command = '', output = '']): [string, string[]] => [command, output.trim().split('\n')],
  );

  function kindred(...args: string[]): Promise<Finished> {
    return finished(startCliWith({ KINDRED_URL: service.url }, ...args));
  }

  it('reads the sample as it says', async () => {
    expect(text).toContain('\nkindred ingest infra/sample/instructions.jsonl --corpus sample\n');
    const { code } = await kindred(
      'ingest',
      join(ROOT, 'infra/sample/instructions.jsonl'),
      '--corpus',
      'sample',
    );
    expect(code).toBe(0);
    expect(shown).toHaveLength(3);
  });

  it.each(shown)('shows what "kindred %s" prints', async (command, lines) => {
    // The option for the output file is removed. The test before has ingested the sample.
    const { stdout } = await kindred(...words(command.replace(/ --out \S+/, '')));
    const printed = stdout.split('\n').map(withoutFigures);
    const expected = lines.filter((line) => line !== '…').map(withoutFigures);
    expect(expected.length).toBeGreaterThan(2);
    expect(expected.filter((line) => !printed.includes(line))).toEqual([]);
  });
});
