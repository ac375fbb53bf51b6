import { describe, expect, it, vi } from 'vitest';
import { KindredError } from '../../../schemas/errors.ts';
import { openQueueWhenUsed } from '../../../services/queue/lazy-queue.ts';
import type { JobQueue } from '../../../services/queue/port.ts';

const opened = () => ({ ping: vi.fn(() => Promise.resolve()), close: vi.fn(() => Promise.resolve()) });
const asQueue = (parts: ReturnType<typeof opened>): JobQueue => parts as unknown as JobQueue;

describe('a queue that is opened when it is used', () => {
  it('is opened once, by the first call, and closed with the time it was given', async () => {
    const parts = opened();
    const open = vi.fn(() => Promise.resolve(asQueue(parts)));
    const queue = openQueueWhenUsed(open);
    expect(open).not.toHaveBeenCalled();
    await Promise.all([queue.ping(), queue.ping()]);
    expect(open).toHaveBeenCalledTimes(1);
    await queue.close(123);
    expect(parts.close).toHaveBeenCalledWith(123);
  });

  it('is not opened by being closed, nor afterwards', async () => {
    const open = vi.fn(() => Promise.resolve(asQueue(opened())));
    const queue = openQueueWhenUsed(open);
    await queue.close();
    await expect(queue.ping()).rejects.toMatchObject({ code: 'queue_unavailable' });
    expect(open).not.toHaveBeenCalled();
  });

  it('says to each caller why it cannot be opened, and is opened once it can', async () => {
    const parts = opened();
    const open = vi
      .fn<() => Promise<JobQueue>>()
      .mockRejectedValueOnce(new KindredError('queue_unavailable', 'The disk is full.'))
      .mockResolvedValueOnce(asQueue(parts));
    const queue = openQueueWhenUsed(open);
    await expect(queue.ping()).rejects.toThrow('The disk is full.');
    await queue.ping();
    expect(parts.ping).toHaveBeenCalledTimes(1);
  });
});
