import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EncoderDescriptor } from '../schemas/encoder.ts';

const SHIPPED = fileURLToPath(new URL('../infra/encoder', import.meta.url));

/** An encoder of random weights, which opens in a tenth of the shipped one's time: for tests to which vectors do not matter. */
export const TINY = fileURLToPath(new URL('golden/embedding/tiny-bert', import.meta.url));

/** Writes an encoder of another space into `folder`: the weights of `from`, with words in front of every text. */
export async function writeOtherEncoder(folder: string, from = SHIPPED): Promise<void> {
  const descriptor = EncoderDescriptor.parse(JSON.parse(await readFile(join(from, 'encoder.json'), 'utf8')));
  const template = { before: 'task: ', after: '' };
  await mkdir(folder, { recursive: true });
  for (const file of [descriptor.graph, descriptor.tokenizer, descriptor.tokenizer_config]) {
    await copyFile(join(from, file), join(folder, file));
  }
  await writeFile(join(folder, 'encoder.json'), JSON.stringify({ ...descriptor, template }));
}
