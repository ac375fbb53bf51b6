import { expect, test } from 'vitest';
import { sharedTasks } from '../../../../services/curation/correlation/shared-tasks.ts';

test('what a set shares with another is the share of its rows with a task that the other has too', () => {
  const [sing, dance] = [['sing', 'sing', 'sing', 'dance', null, null], ['sing']];
  expect(sharedTasks([sing, dance])).toEqual([
    [1, 0.75],
    [1, 1],
  ]);
});

test('rows without a task are shared with none: two sets without any task share nothing', () => {
  expect(sharedTasks([[null, null], [null], []])).toEqual([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
});
