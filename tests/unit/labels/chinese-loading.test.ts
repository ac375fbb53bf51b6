import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const LABELLER = new URL('../../../services/labels/task-labeller.ts', import.meta.url).href;
/** A process of its own: another test file of this one may have loaded it already. */
const SCRIPT = `
  import { createRequire } from 'node:module';
  import { createTaskLabeller } from '${LABELLER}';
  const isLoaded = () => Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes('jieba'));
  const labeller = createTaskLabeller();
  const said = [];
  for (const text of ['Write a poem about rain.', 'Schreibe ein Gedicht.', '写一首关于雨的诗']) {
    said.push([labeller.label(text)?.name ?? null, isLoaded()]);
  }
  console.log(JSON.stringify(said));
`;

test('what Chinese needs is loaded when the first Chinese instruction comes, and not before', () => {
  const run = ['--import', 'tsx', '--input-type=module', '--eval', SCRIPT];
  expect(JSON.parse(execFileSync(process.execPath, run, { encoding: 'utf8' }))).toEqual([
    ['write|poem', false],
    [null, false],
    ['写|诗', true],
  ]);
});
