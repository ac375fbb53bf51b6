import { expect, it } from 'vitest';
import { RequestSlots } from '../../../../services/embedding/remote/request-slots.ts';

it('as many requests go at a time as there are slots, those that a person waits for before others', async () => {
  const slots = new RequestSlots(2);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const request = (name: string, urgent = false): Promise<void> =>
    slots.run(
      () =>
        new Promise<void>((resolve) => {
          begun.push(name);
          ends.set(name, resolve);
        }),
      urgent,
    );
  const all = [request('a'), request('b'), request('c'), request('query', true), request('d')];
  await Promise.resolve();
  expect(begun).toEqual(['a', 'b']);
  for (const [at, name] of ['b', 'a', 'query', 'c', 'd'].entries()) {
    ends.get(name)?.();
    await new Promise(setImmediate);
    expect(begun).toEqual(['a', 'b', 'query', 'c', 'd'].slice(0, at + 3));
  }
  await Promise.all(all);
});

it('a slot is free again after a request that failed', async () => {
  const slots = new RequestSlots(1);
  await expect(slots.run(() => Promise.reject(new Error('no')), false)).rejects.toThrow('no');
  await expect(slots.run(() => Promise.resolve('yes'), false)).resolves.toBe('yes');
});
