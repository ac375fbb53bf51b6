import { expect, it } from 'vitest';
import type { StoredQueue } from '../../../services/queue/backend.ts';
import { Orphans } from '../../../services/queue/orphans.ts';

it('returns a job that two looks in a row have found marked as running and not running, and no other', async () => {
  const returned: string[] = [];
  const job = (id: string) => ({ id, moveToWait: () => Promise.resolve(returned.push(id)) });
  const active = [job('runs'), job('orphan')];
  const queue = { getActive: () => Promise.resolve(active) } as unknown as StoredQueue;
  const orphans = new Orphans(new Map([['curate', queue]]), (_name, id) => id === 'runs' || id === 'late');
  expect(await orphans.look()).toBe(0);
  active.push(job('late'), job('new'));
  expect(await orphans.look()).toBe(1);
  expect(returned).toEqual(['orphan']);
});
