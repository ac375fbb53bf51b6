import { expect, it } from 'vitest';
import { errorListener } from '../../../services/queue/backend.ts';

it('tells an error once, however many others with its message follow at once', () => {
  const told: string[] = [];
  const listen = errorListener({ onError: ({ message }) => told.push(message) });
  for (let at = 0; at < 5_000; at += 1) listen(new Error('the datastore is gone'));
  listen(new Error('something else'));
  expect(told).toEqual(['the datastore is gone', 'something else']);
});
