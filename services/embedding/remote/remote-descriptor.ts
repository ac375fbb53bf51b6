import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { RemoteEncoderDescriptor } from '../../../schemas/remote-encoder.ts';
import { SHIPPED_ENCODER } from '../../config.ts';
import { readEncoderJson } from '../encoder-json.ts';

const AnyDescriptor = z.looseObject({ remote: z.unknown().optional() });

/**
 * Reads `encoder.json` of a folder when a service makes one of its spaces; null when none does.
 * @throws KindredError `encoder_unavailable` when it cannot be read or has another shape
 */
export async function readRemoteDescriptor(directory: string): Promise<RemoteEncoderDescriptor | null> {
  const path = join(directory, 'encoder.json');
  const { remote } = await readEncoderJson(path, AnyDescriptor, 'an encoder');
  return remote === undefined ? null : readEncoderJson(path, RemoteEncoderDescriptor, 'a remote encoder');
}

/** Whether the local encoder makes one of the spaces, and does not only count tokens. */
export function isHybrid({ remote: { spaces } }: RemoteEncoderDescriptor): boolean {
  return spaces.task === undefined || spaces.content === undefined;
}

/** The folder of the encoder that makes the space that is not remote. */
export function localFolder(directory: string, { local }: RemoteEncoderDescriptor): string {
  return local === undefined ? SHIPPED_ENCODER : resolve(directory, local);
}

/**
 * The id of the spaces, of all that changes a vector and can be known here. The address is no part of it: a service may move. Neither is a local encoder
 * that only counts tokens, though its tokens say where a text that is too long is cut.
 * @param localSpaceId null when no space is local
 */
export function remoteSpaceId({ remote }: RemoteEncoderDescriptor, localSpaceId: string | null): string {
  const { task, content } = remote.spaces;
  const parts = [
    'remote',
    remote.model,
    remote.revision ?? null,
    remote.max_tokens,
    ...[task, content].map((space) => space && [space.dimensions, space.before, space.after]),
    localSpaceId,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** What of Kindred is off with a remote encoder, in words for the log. */
export function whatIsOff({ remote, related_from, kinds, labels }: RemoteEncoderDescriptor): string[] {
  const off = ['pairs of texts are not read token by token'];
  if (remote.spaces.task === undefined) return off;
  if (kinds === undefined) off.push('records get no kind of work');
  if (labels === undefined) off.push('records get a task label by their words alone');
  off.push('no chance to fit is told, and demonstrations are judged by their task similarity');
  if (related_from === undefined)
    off.push('no similarity is known from which two instructions are of one kind');
  return off;
}
