import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withoutRepeats } from '../../../services/runtime/without-repeats.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells a message at once, then once a minute how often it came again, and after a quiet minute at once', () => {
  const told: string[] = [];
  const tell = withoutRepeats((message) => told.push(message));
  for (let time = 0; time < 1_000; time++) tell('lost');
  tell('other');
  expect(told).toEqual(['lost', 'other']);
  vi.advanceTimersByTime(60_000);
  expect(told.slice(2)).toEqual(['lost (999 more times within a minute)']);
  vi.advanceTimersByTime(60_000);
  tell('lost');
  expect(told.slice(3)).toEqual(['lost']);
});

it('tells all of many different messages, and remembers a bounded number', () => {
  const told: string[] = [];
  const tell = withoutRepeats((message) => told.push(message));
  for (let time = 0; time < 1_000; time++) tell(`message ${time}`);
  expect(told).toHaveLength(1_000);
  vi.advanceTimersByTime(60_000);
  expect(told).toHaveLength(1_000);
});
