import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EncoderDescriptor } from '../schemas/encoder.ts';

const SHIPPED = fileURLToPath(new URL('../infra/encoder', import.meta.url));

/** Writes an encoder of another space into `folder`: the shipped weights, with words in front of every text. */
export async function writeOtherEncoder(folder: string): Promise<void> {
  const descriptor = EncoderDescriptor.parse(
    JSON.parse(await readFile(join(SHIPPED, 'encoder.json'), 'utf8')),
  );
  const template = { before: 'task: ', after: '' };
  await mkdir(folder, { recursive: true });
  for (const file of [descriptor.graph, descriptor.tokenizer, descriptor.tokenizer_config]) {
    await copyFile(join(SHIPPED, file), join(folder, file));
  }
  await writeFile(join(folder, 'encoder.json'), JSON.stringify({ ...descriptor, template }));
}
