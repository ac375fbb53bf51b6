import { describe, expect, it } from 'vitest';
import type { KindredError } from '../../../schemas/errors.ts';
import { InFlight, type StandingRequest } from '../../../services/access/in-flight.ts';
import { at } from '../../../services/runtime/at.ts';
import { seededRandom } from '../../../services/runtime/seeded-random.ts';

const FREE = 64 * 1024;
const LIMITS = { bytes: 1_000_000, keyBytes: 600_000, keyRequests: 4 };
const withKeys = (): InFlight => new InFlight(LIMITS, true);

function codeOf(act: () => unknown): string {
  try {
    act();
    return 'none';
  } catch (error) {
    return (error as KindredError).code;
  }
}

describe('what requests hold', () => {
  it('one key has its share and no more, and another key has its own', () => {
    const inFlight = withKeys();
    inFlight.enter('a', 'request').add(FREE + 600_000);
    expect(codeOf(() => inFlight.enter('a', 'request').add(FREE + 1))).toBe('too_much_at_once');
    expect(codeOf(() => inFlight.enter('b', 'request').add(FREE + 400_000))).toBe('none');
    expect(codeOf(() => inFlight.enter('b', 'request').add(FREE + 1))).toBe('overloaded');
  });

  it('small requests pass while all bytes are held', () => {
    const inFlight = withKeys();
    for (const key of ['a', 'b']) inFlight.enter(key, 'request').add(FREE + 500_000);
    expect(codeOf(() => inFlight.enter('a', 'request').add(FREE))).toBe('none');
    expect(codeOf(() => inFlight.enter('c', 'request').add(FREE))).toBe('none');
  });

  it('what could never be held is too large, however few others there are', () => {
    expect(
      codeOf(() =>
        withKeys()
          .enter('a', 'request')
          .add(FREE + 600_001),
      ),
    ).toBe('payload_too_large');
  });

  it('a body that grows is refused when it has grown too much, and what it held before is given back', () => {
    const inFlight = withKeys();
    const growing = inFlight.enter('a', 'request');
    growing.add(FREE + 500_000);
    const other = inFlight.enter('a', 'request');
    other.add(FREE + 90_000);
    expect(codeOf(() => growing.add(20_000))).toBe('too_much_at_once');
    growing.clientHasLeft();
    expect(codeOf(() => other.add(500_000))).toBe('none');
  });

  it('requests, event streams and uploads of a key have places of their own', () => {
    const inFlight = withKeys();
    const fill = (kind: 'request' | 'event-stream' | 'upload', most: number): void => {
      for (let count = 0; count < most; count += 1) inFlight.enter('a', kind);
      expect(codeOf(() => inFlight.enter('a', kind))).toBe('too_much_at_once');
      expect(codeOf(() => inFlight.enter('b', kind))).toBe('none');
    };
    fill('request', 4);
    fill('event-stream', 4);
    fill('upload', 1);
  });

  it('a client that leaves keeps its place while its work goes on', async () => {
    const inFlight = withKeys();
    let end = (): void => undefined;
    const place = inFlight.enter('a', 'upload');
    const work = place.during(() => new Promise((resolve) => (end = resolve)));
    place.clientHasLeft();
    expect(codeOf(() => inFlight.enter('a', 'upload'))).toBe('too_much_at_once');
    end();
    await work;
    expect(codeOf(() => inFlight.enter('a', 'upload'))).toBe('none');
  });

  it('without keys nobody has a share, and the limit on all bytes holds', () => {
    const inFlight = new InFlight(LIMITS, false);
    for (let count = 0; count < 100; count += 1) inFlight.enter('local', 'upload');
    inFlight.enter('local', 'request').add(FREE + 1_000_000);
    expect(codeOf(() => inFlight.enter('local', 'request').add(FREE + 1))).toBe('overloaded');
  });

  it('whatever comes and goes in whatever order, nothing is held in the end', () => {
    const random = seededRandom(16);
    const inFlight = withKeys();
    const standing: StandingRequest[] = [];
    const held = new Map<StandingRequest, number>();
    for (let step = 0; step < 5_000; step += 1) {
      const kind = at(['request', 'event-stream', 'upload'] as const, Math.floor(random() * 3));
      if (random() < 0.4) {
        codeOf(() => standing.push(inFlight.enter(at(['a', 'b', 'c'], Math.floor(random() * 3)), kind)));
      } else if (standing.length > 0) {
        const place = at(standing, Math.floor(random() * standing.length));
        const bytes = Math.floor(random() * 300_000);
        if (random() < 0.3) {
          place.clientHasLeft();
          place.clientHasLeft();
          standing.splice(standing.indexOf(place), 1);
          held.delete(place);
        } else if (codeOf(() => place.add(bytes)) === 'none') held.set(place, (held.get(place) ?? 0) + bytes);
      }
      const counted = [...held.values()].reduce((sum, bytes) => sum + Math.max(0, bytes - FREE), 0);
      expect(counted).toBeLessThanOrEqual(LIMITS.bytes);
    }
    for (const place of standing) place.clientHasLeft();
    for (const key of ['a', 'b']) {
      const bytes = key === 'a' ? 600_000 : 400_000;
      expect(codeOf(() => inFlight.enter(key, 'request').add(FREE + bytes))).toBe('none');
    }
  });
});
