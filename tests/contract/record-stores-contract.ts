import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddedRecord, RecordStores, SpaceSignature } from '../../services/store/port.ts';
import { recordWith, seededRandom, SIGNATURE, vectorsFor } from './store-samples.ts';

const OTHER: SpaceSignature = { spaceId: 'test/space:2', dimensions: { task: 6, content: 10 } };

interface OpenPlace {
  readonly stores: RecordStores;
  dispose(): Promise<void>;
}

function embedded(signature: SpaceSignature, name: string): EmbeddedRecord {
  return { record: recordWith(name), vectors: vectorsFor(seededRandom(3), undefined, signature) };
}

/** The guarantees on the stores of several encoders in one place, whatever adapter keeps them. */
export function describeRecordStoresContract(adapter: string, openPlace: () => Promise<OpenPlace>): void {
  describe(`spaces side by side: ${adapter}`, () => {
    let place: OpenPlace;
    beforeEach(async () => {
      place = await openPlace();
    });
    afterEach(() => place.dispose());

    it('nothing is live at first; the first claim makes its space live, and a second one changes nothing', async () => {
      const { stores } = place;
      expect(await stores.live()).toBeNull();
      await (await stores.open(SIGNATURE)).close();
      await stores.claim(SIGNATURE);
      await stores.claim(SIGNATURE);
      expect(await stores.live()).toBe(stores.nameOf(SIGNATURE));
    });

    it('claiming for another space is refused with space_mismatch, and changes nothing', async () => {
      const { stores } = place;
      await (await stores.open(SIGNATURE)).close();
      await stores.claim(SIGNATURE);
      await expect(stores.claim(OTHER)).rejects.toMatchObject({ code: 'space_mismatch' });
      expect(await stores.live()).toBe(stores.nameOf(SIGNATURE));
    });

    it('two spaces are open side by side, each with its own records and dimensions', async () => {
      const { stores } = place;
      const [one, other] = [await stores.open(SIGNATURE), await stores.open(OTHER)];
      await one.upsert([embedded(SIGNATURE, 'first'), embedded(SIGNATURE, 'second')]);
      await other.upsert([embedded(OTHER, 'first')]);
      expect([await one.count({}), await other.count({})]).toEqual([2, 1]);
      await one.close();
      await other.close();
    });

    it('making another space live switches to it, and a removed space is gone with its records', async () => {
      const { stores } = place;
      const [one, other] = [await stores.open(SIGNATURE), await stores.open(OTHER)];
      await stores.claim(SIGNATURE);
      await one.upsert([embedded(SIGNATURE, 'first')]);
      await stores.makeLive(OTHER);
      expect(await stores.live()).toBe(stores.nameOf(OTHER));
      await one.close();
      await stores.remove(SIGNATURE);
      expect([await stores.exists(SIGNATURE), await stores.exists(OTHER)]).toEqual([false, true]);
      const again = await stores.open(SIGNATURE);
      expect(await again.count({})).toBe(0);
      await again.close();
      await other.close();
    });
  });
}
