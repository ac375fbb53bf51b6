import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { openEncoder } from '../../../services/embedding/onnx-encoder.ts';
import type { Encoder } from '../../../services/embedding/port.ts';

export interface EncoderVariant {
  /** Fields of `encoder.json` that differ. */
  readonly changes: object;
  /** Files that stand in the folder besides, or instead of its own of the same name. */
  readonly files?: readonly string[];
}

/** Runs `use` with the encoder of a folder whose descriptor was changed; the folder itself stays as it is. */
export async function withEncoderVariant<T>(
  encoderFolder: string,
  { changes, files = [] }: EncoderVariant,
  use: (encoder: Encoder) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'kindred-variant-'));
  const others = files.map((file) => basename(file));
  for (const file of await readdir(encoderFolder)) {
    if (file === 'encoder.json' || others.includes(file)) continue;
    await symlink(resolve(encoderFolder, file), join(folder, file));
  }
  for (const file of files) await symlink(resolve(file), join(folder, basename(file)));
  const descriptor = JSON.parse(await readFile(join(encoderFolder, 'encoder.json'), 'utf8')) as object;
  await writeFile(join(folder, 'encoder.json'), JSON.stringify({ ...descriptor, ...changes }));
  const encoder = await openEncoder(folder);
  try {
    return await use(encoder);
  } finally {
    await encoder.close();
    await rm(folder, { recursive: true });
  }
}
