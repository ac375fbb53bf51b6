import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { createTaskLabeller } from '../../../services/labels/task-labeller.ts';

const isLoaded = (): boolean =>
  Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes('@node-rs/jieba'));

test('what Chinese needs is loaded when the first Chinese instruction comes, and not before', () => {
  const labeller = createTaskLabeller();
  expect(labeller.label('Write a poem about rain.')?.name).toBe('write|poem');
  expect(labeller.label('Schreibe ein Gedicht über die Katze.')).toBeNull();
  expect(isLoaded()).toBe(false);
  expect(labeller.label('写一首关于雨的诗')?.name).toBe('写|诗');
  expect(isLoaded()).toBe(true);
});
