import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EncoderDescriptor, type EncoderDirections } from '../schemas/encoder.ts';
import { openEncoder } from '../services/embedding/onnx-encoder.ts';

const SHIPPED = fileURLToPath(new URL('../infra/encoder', import.meta.url));

/** An encoder of random weights, which opens in a tenth of the shipped one's time: for tests to which vectors do not matter. */
export const TINY = fileURLToPath(new URL('golden/embedding/tiny-bert', import.meta.url));

/** Writes an encoder of another space into `folder`: the weights of `from`, with words in front of every text. */
export async function writeOtherEncoder(folder: string, from = SHIPPED): Promise<void> {
  const descriptor = EncoderDescriptor.parse(JSON.parse(await readFile(join(from, 'encoder.json'), 'utf8')));
  const template = { before: 'task: ', after: '' };
  await mkdir(folder, { recursive: true });
  const { graph, tokenizer, tokenizer_config: config, asking, kinds, labels, fit, pairs } = descriptor;
  for (const file of [graph, tokenizer, config, asking, kinds, labels, fit, pairs?.graph, pairs?.trees]) {
    if (file !== undefined) await copyFile(join(from, file), join(folder, file));
  }
  await writeFile(join(folder, 'encoder.json'), JSON.stringify({ ...descriptor, template }));
}

/**
 * Gives the encoder in `folder` kinds of work or labels: the direction of each is that of one instruction.
 * @param instructions an instruction of each kind or label, by its name
 */
export async function writeDirections(
  folder: string,
  what: 'kinds' | 'labels',
  instructions: Readonly<Record<string, string>>,
  rest: Partial<EncoderDirections> = {},
): Promise<void> {
  const encoder = await openEncoder(folder, { threads: 1 });
  const { vectors } = await encoder.embed(Object.values(instructions));
  await encoder.close();
  const kinds = Object.keys(instructions).map((name, index) => ({
    name,
    vector: Array.from(vectors[index]?.task ?? []),
  }));
  const text = JSON.stringify({ temperature: 0.1, ...rest, kinds } satisfies EncoderDirections);
  await writeFile(join(folder, `${what}.json`), text);
  const path = join(folder, 'encoder.json');
  const descriptor = EncoderDescriptor.parse(JSON.parse(await readFile(path, 'utf8')));
  const sha256 = { ...descriptor.sha256, [what]: createHash('sha256').update(text).digest('hex') };
  await writeFile(path, JSON.stringify({ ...descriptor, [what]: `${what}.json`, sha256 }));
}
