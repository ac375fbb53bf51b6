import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EncoderDescriptor } from '../../../schemas/encoder.ts';
import { loadEncoderFiles, spaceIdOf } from '../../../services/embedding/descriptor.ts';
import { writeDirections } from '../../encoder-folder.ts';

const TINY_BERT = fileURLToPath(new URL('../../golden/embedding/tiny-bert/', import.meta.url));

describe('the encoder descriptor', () => {
  let directory: string;
  let original: Record<string, unknown>;

  const rewrite = (changes: Record<string, unknown>): Promise<void> =>
    writeFile(join(directory, 'encoder.json'), JSON.stringify({ ...original, ...changes }));

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-encoder-'));
    await cp(TINY_BERT, directory, { recursive: true });
    original = JSON.parse(await readFile(join(directory, 'encoder.json'), 'utf8')) as Record<string, unknown>;
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('refuses a graph whose sha256 is another one, and names the file and the way out', async () => {
    await writeFile(join(directory, 'graph.onnx'), 'changed');
    await expect(loadEncoderFiles(directory)).rejects.toMatchObject({
      code: 'encoder_unavailable',
      message: expect.stringMatching(/graph\.onnx is not the file.*Fetch the file again/s) as string,
    });
  });

  it('refuses a tokenizer whose sha256 is another one', async () => {
    await writeFile(join(directory, 'tokenizer.json'), '{}');
    await expect(loadEncoderFiles(directory)).rejects.toMatchObject({
      code: 'encoder_unavailable',
      message: expect.stringContaining('tokenizer.json is not the file') as string,
    });
  });

  it('computes a sha256 that is not given: the space stays the same', async () => {
    const given = await loadEncoderFiles(directory);
    await rewrite({ sha256: undefined });
    expect((await loadEncoderFiles(directory)).spaceId).toBe(given.spaceId);
  });

  it.each(['../graph.onnx', 'a/../../graph.onnx', '/etc/graph.onnx', 'C:\\graph.onnx', '..\\graph.onnx'])(
    'refuses the file name %s, which leads out of the folder',
    async (graph) => {
      await rewrite({ graph });
      await expect(loadEncoderFiles(directory)).rejects.toMatchObject({
        code: 'encoder_unavailable',
        message: expect.stringContaining('inside the folder') as string,
      });
    },
  );

  it('names a file that is missing', async () => {
    await rm(join(directory, 'graph.onnx'));
    await expect(loadEncoderFiles(directory)).rejects.toMatchObject({
      code: 'encoder_unavailable',
      message: expect.stringContaining('graph.onnx cannot be read') as string,
    });
  });

  it('names encoder.json when the folder has none or it is no JSON', async () => {
    await writeFile(join(directory, 'encoder.json'), '{ not json');
    await expect(loadEncoderFiles(directory)).rejects.toMatchObject({
      code: 'encoder_unavailable',
      message: expect.stringContaining('encoder.json cannot be read') as string,
    });
  });

  it('wants two outputs for last-2 and one for every other pooling', () => {
    const space = { outputs: ['a'], pooling: 'last-2', dimensions: 8 };
    const twoForMean = { outputs: ['a', 'b'], pooling: 'mean', dimensions: 8 };
    const parsed = EncoderDescriptor.safeParse({ ...original, spaces: { task: space, content: twoForMean } });
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toEqual([
      'spaces.task.outputs',
      'spaces.content.outputs',
    ]);
  });

  it('wants the weights that least-asking needs, and refuses a file of another kind by its name', async () => {
    await rewrite({ left_out: 'least-asking' });
    await expect(loadEncoderFiles(directory)).rejects.toMatchObject({
      message: expect.stringContaining('name the file of weights') as string,
    });
    await rewrite({ left_out: 'least-asking', asking: 'tokenizer_config.json' });
    await expect(loadEncoderFiles(directory)).rejects.toMatchObject({
      code: 'encoder_unavailable',
      message: expect.stringMatching(/tokenizer_config\.json cannot be read.*asking-1/s) as string,
    });
  });
});

describe('the weights of the chance to fit', () => {
  const parts = [{ name: 'kind', mean: 0, deviation: 1, weight: 1 }];
  let directory = '';
  let dimensions = 0;

  const describeFit = async (fit: object, changes: object = {}): Promise<void> => {
    const path = join(directory, 'encoder.json');
    const json = JSON.parse(await readFile(path, 'utf8')) as { spaces: { task: { dimensions: number } } };
    dimensions = json.spaces.task.dimensions;
    await writeFile(join(directory, 'fit.json'), JSON.stringify(fit));
    await writeFile(path, JSON.stringify({ ...json, fit: 'fit.json', ...changes }));
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-fit-'));
    await cp(TINY_BERT, directory, { recursive: true });
    await writeDirections(directory, 'kinds', { sing: 'a song', dance: 'dogs and cats' });
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('are read where the descriptor names them, and do not change the space', async () => {
    const without = await loadEncoderFiles(directory);
    expect(without.fit).toBeNull();
    await describeFit({});
    const unit = { bias: 0, weights: Array<number>(dimensions).fill(0.5) };
    const asks = { hidden: [unit, unit], output: { bias: 1, weights: [1, 2] } };
    await describeFit({ asks, bias: 1, parts });
    const { fit, spaceId } = await loadEncoderFiles(directory);
    expect(fit).toEqual({ asks, bias: 1, parts });
    expect(spaceId).toBe(without.spaceId);
  });

  it('are refused when they are of another space, of another shape, or without kinds', async () => {
    const asks = { hidden: [{ bias: 0, weights: [1, 2, 3] }], output: { bias: 0, weights: [1] } };
    await describeFit({ asks, bias: 1, parts });
    await expect(loadEncoderFiles(directory)).rejects.toMatchObject({
      code: 'encoder_unavailable',
      message: expect.stringMatching(
        /a unit of "asks" has 3 weights, and the task space \d+ dimensions/,
      ) as string,
    });
    await describeFit({ asks, bias: 1, parts: [...parts, ...parts] });
    await expect(loadEncoderFiles(directory)).rejects.toMatchObject({
      message: expect.stringMatching(/fit\.json does not hold the weights of fit.*twice/s) as string,
    });
    await describeFit({}, { kinds: undefined });
    await expect(loadEncoderFiles(directory)).rejects.toMatchObject({
      message: expect.stringContaining('it needs `kinds`') as string,
    });
  });
});

describe('the space id', () => {
  const space = { outputs: ['h'], pooling: 'mean', dimensions: 8 };
  const base = EncoderDescriptor.parse({
    name: 'x',
    graph: 'g.onnx',
    tokenizer: 't.json',
    tokenizer_config: 'c.json',
    max_tokens: 64,
    pad_token_id: 0,
    spaces: { task: space, content: space },
  });
  const id = spaceIdOf(base, 'g', 't');

  it('stays when only names and licences change', () => {
    const renamed = { ...base, name: 'y', graph: 'other.onnx', licence: 'MIT', source: 'elsewhere' };
    expect(spaceIdOf(renamed, 'g', 't')).toBe(id);
  });

  it.each([
    ['weights', spaceIdOf(base, 'G', 't')],
    ['tokenizer', spaceIdOf(base, 'g', 'T')],
    ['template', spaceIdOf({ ...base, template: { before: 'Q: ', after: '' } }, 'g', 't')],
    ['limit', spaceIdOf({ ...base, max_tokens: 65 }, 'g', 't')],
    ['part that is left out', spaceIdOf({ ...base, left_out: 'middle' }, 'g', 't')],
    ['choice of what asks', spaceIdOf({ ...base, left_out: 'least-asking' }, 'g', 't', 'a')],
    [
      'pooling',
      spaceIdOf(
        { ...base, spaces: { ...base.spaces, task: { ...base.spaces.task, pooling: 'cls' } } },
        'g',
        't',
      ),
    ],
  ])('changes with the %s', (_, changed) => {
    expect(changed).not.toBe(id);
  });

  it('changes with the weights that choose what asks', () => {
    const asking = { ...base, left_out: 'least-asking' as const };
    expect(spaceIdOf(asking, 'g', 't', 'a')).not.toBe(spaceIdOf(asking, 'g', 't', 'b'));
  });
});
