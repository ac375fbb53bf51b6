import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadEncoderFiles } from '../../../services/embedding/descriptor.ts';
import { Directions } from '../../../services/embedding/directions.ts';
import { openEncoder } from '../../../services/embedding/onnx-encoder.ts';
import { openEncoderWhenUsed } from '../../../services/embedding/lazy-encoder.ts';
import { TINY, writeDirections } from '../../encoder-folder.ts';

const at = (degrees: number): number[] => [
  Math.cos((degrees * Math.PI) / 180),
  Math.sin((degrees * Math.PI) / 180),
];
const KINDS = [
  { name: 'sing', vector: at(0) },
  { name: 'dance', vector: at(90) },
];
const told = (kinds: Directions, ...degrees: number[]) =>
  degrees.map((angle) => kinds.nearest(Float32Array.from(at(angle))));

describe('the kind or label of a vector', () => {
  it('is the nearest one, and its confidence the share of a softmax at the temperature', () => {
    const kinds = new Directions({ kinds: KINDS, temperature: 0.5 });
    const [sure, other, even] = told(kinds, 0, 80, 45);
    expect(sure).toEqual({ name: 'sing', confidence: Number((1 / (1 + Math.exp(-2))).toFixed(4)) });
    expect(other?.name).toBe('dance');
    expect(even?.confidence).toBeCloseTo(0.5, 3);
    const [cold] = told(new Directions({ kinds: KINDS, temperature: 0.001 }), 0);
    expect(cold).toEqual({ name: 'sing', confidence: 1 });
  });

  it('is that of the largest of the shares, which add up to 1', () => {
    const kinds = new Directions({ kinds: KINDS, temperature: 0.5 });
    const shares = kinds.shares(Float32Array.from(at(30)));
    expect(shares[0]! + shares[1]!).toBeCloseTo(1, 12);
    expect(Number(shares[0]?.toFixed(4))).toBe(kinds.nearest(Float32Array.from(at(30))).confidence);
  });

  it('has the measured chance where the file has steps', () => {
    const calibration = [
      { from: 0, probability: 0.2 },
      { from: 0.7, probability: 0.9 },
    ];
    const kinds = new Directions({ kinds: KINDS, temperature: 0.5, calibration });
    expect(told(kinds, 0, 45, 90).map(({ confidence }) => confidence)).toEqual([0.9, 0.2, 0.9]);
  });
});

describe('the titles of kinds', () => {
  it('are those of the file; a kind without one has none', () => {
    const titled = [{ name: 'sing', title: 'sing a song', vector: at(0) }, ...KINDS.slice(1)];
    const { titles } = new Directions({ kinds: titled, temperature: 0.5 });
    expect([...titles]).toEqual([['sing', 'sing a song']]);
  });
});

describe('the files of kinds and labels', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kindred-kinds-'));
    await cp(TINY, folder, { recursive: true });
    const work = { sing: 'a song', dance: 'dogs and cats' };
    await writeDirections(folder, 'kinds', work);
    await writeDirections(folder, 'labels', work, { calibration: [{ from: 0, probability: 0.7 }] });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const rewrite = async (file: string, change: (json: Record<string, unknown>) => object): Promise<void> => {
    const json = JSON.parse(await readFile(join(folder, file), 'utf8')) as Record<string, unknown>;
    await writeFile(join(folder, file), JSON.stringify(change(json)));
  };
  /** Writes another file of kinds, whose sha256 is not told. */
  const rewriteKinds = async (change: (json: Record<string, unknown>) => object): Promise<void> => {
    await rewrite('encoder.json', (json) => ({ ...json, sha256: {} }));
    await rewrite('kinds.json', change);
  };

  it('are read with the encoder, opened at once or when it is used, and do not change the space', async () => {
    const plain = await loadEncoderFiles(TINY);
    expect([plain.kinds, plain.labels]).toEqual([null, null]);
    for (const open of [openEncoder, openEncoderWhenUsed]) {
      const encoder = await open(folder);
      expect(encoder.kinds?.names).toEqual(['sing', 'dance']);
      expect(encoder.labels?.names).toEqual(['sing', 'dance']);
      expect(encoder.spaceId).toBe(plain.spaceId);
      await encoder.close();
    }
  });

  it.each(['kinds', 'labels'])(
    '%s are refused when their sha256 is another one, or they are missing',
    async (what) => {
      await rewrite(`${what}.json`, (json) => ({ ...json, temperature: 1 }));
      await expect(loadEncoderFiles(folder)).rejects.toThrow(
        `${what}.json is not the file that encoder.json describes`,
      );
      await rm(join(folder, `${what}.json`));
      await expect(loadEncoderFiles(folder)).rejects.toThrow(`${what}.json cannot be read`);
    },
  );

  it('labels without measured steps are refused, kinds are not', async () => {
    await rewrite('encoder.json', (json) => ({ ...json, sha256: {} }));
    await rewrite('labels.json', ({ calibration: _, ...json }) => json);
    await expect(loadEncoderFiles(folder)).rejects.toThrow(
      /labels\.json does not hold labels[^]*measured steps/,
    );
  });

  it.each([
    ['vectors of another space', { kinds: KINDS }, /"sing" must have 8 dimensions/],
    [
      'vectors of another length',
      { kinds: KINDS.map((kind) => ({ ...kind, vector: [2, 0, 0, 0, 0, 0, 0, 0] })) },
      /the length 1/,
    ],
    ['a name twice', { kinds: [KINDS[0], KINDS[0]] }, /a name stands there twice/],
    ['no temperature', { temperature: undefined }, /temperature/],
    ['steps that begin late', { calibration: [{ from: 0.5, probability: 1 }] }, /begins at 0/],
    [
      'steps that fall',
      {
        calibration: [
          { from: 0, probability: 1 },
          { from: 0.5, probability: 0.5 },
        ],
      },
      /go upwards/,
    ],
  ])('with %s is refused as encoder_unavailable', async (_, change, message) => {
    await rewriteKinds((json) => ({ ...json, ...change }));
    const loading = loadEncoderFiles(folder);
    await expect(loading).rejects.toMatchObject({ code: 'encoder_unavailable' });
    await expect(loading).rejects.toThrow(message);
  });

  it('that is no JSON is refused by its name', async () => {
    await rewrite('encoder.json', (json) => ({ ...json, sha256: {} }));
    await writeFile(join(folder, 'kinds.json'), 'kinds');
    await expect(loadEncoderFiles(folder)).rejects.toThrow(/kinds\.json cannot be read/);
  });
});
