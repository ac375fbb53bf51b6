import { join } from 'node:path';
import { KindredError } from '../../../schemas/errors.ts';
import type { RemoteEncoderDescriptor } from '../../../schemas/remote-encoder.ts';
import type { RemoteAccess } from '../../config.ts';
import { readDirections } from '../directions.ts';
import { openEncoderWhenUsed } from '../lazy-encoder.ts';
import { openEncoder } from '../onnx-encoder.ts';
import type { NamedDirections } from '../port.ts';
import { EmbeddingService } from './embedding-service.ts';
import { isHybrid, localFolder, remoteSpaceId } from './remote-descriptor.ts';
import { RemoteEncoder } from './remote-encoder.ts';

/**
 * Opens an encoder whose `encoder.json` has a part `remote`. The service is asked when the first text is embedded.
 * @param access where the service is; null when the operator has not said so
 * @param opening when the graph of a local encoder that makes one of the spaces is opened
 * @throws KindredError `encoder_unavailable` when no address is set, or a file is wrong
 */
export async function openRemoteEncoder(
  directory: string,
  descriptor: RemoteEncoderDescriptor,
  access: RemoteAccess | null,
  opening: 'at-start' | 'when-used',
): Promise<RemoteEncoder> {
  if (access === null) throw withoutAddress(directory);
  const { remote } = descriptor;
  const [kinds, labels] = await Promise.all([
    directionsOf(directory, descriptor, 'kinds'),
    directionsOf(directory, descriptor, 'labels'),
  ]);
  const openLocal = isHybrid(descriptor) && opening === 'at-start' ? openEncoder : openEncoderWhenUsed;
  const local = await openLocal(localFolder(directory, descriptor));
  const spaceId = remoteSpaceId(descriptor, isHybrid(descriptor) ? local.spaceId : null);
  const service = new EmbeddingService(remote, access);
  return new RemoteEncoder({ descriptor, spaceId, service, local, kinds, labels });
}

async function directionsOf(
  directory: string,
  descriptor: RemoteEncoderDescriptor,
  what: 'kinds' | 'labels',
): Promise<NamedDirections | null> {
  const file = descriptor[what];
  const { task } = descriptor.remote.spaces;
  return file === undefined || task === undefined
    ? null
    : readDirections(join(directory, file), what, task.dimensions);
}

function withoutAddress(directory: string): KindredError {
  return new KindredError(
    'encoder_unavailable',
    `encoder.json in ${directory} describes a model of an embedding service. Set KINDRED_REMOTE_URL to its address (KINDRED_NEXT_REMOTE_URL for ` +
      'the encoder to move to), and KINDRED_REMOTE_KEY_FILE or KINDRED_REMOTE_KEY when it needs a key.',
  );
}
