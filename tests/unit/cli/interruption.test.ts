import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../../services/cli/exit-codes.ts';
import { listenForInterruption } from '../../../services/cli/process/interruption.ts';

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

function listen() {
  const source = new FakeProcess();
  const clock = { now: 10_000 };
  return { source, clock, interruption: listenForInterruption(source, () => clock.now) };
}

describe('interruption', () => {
  it('the first signal aborts with its name, the process lives on', () => {
    const { source, interruption } = listen();
    source.emit('SIGTERM');
    expect(interruption.signal.reason).toBeInstanceOf(Interrupted);
    expect((interruption.signal.reason as Interrupted).exitCode).toBe(143);
    expect(source.exits).toEqual([]);
  });

  it('the second signal ends the process at once', () => {
    const { source, clock } = listen();
    source.emit('SIGINT');
    clock.now += 1_000;
    source.emit('SIGINT');
    expect(source.exits).toEqual([130]);
  });

  it('one keypress that npm passes on again counts once', () => {
    const { source, clock } = listen();
    source.emit('SIGINT');
    clock.now += 20;
    source.emit('SIGINT');
    expect(source.exits).toEqual([]);
  });

  it('stops listening', () => {
    const { source, interruption } = listen();
    interruption.stopListening();
    source.emit('SIGINT');
    expect(interruption.signal.aborted).toBe(false);
    expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).toBe(0);
  });
});
