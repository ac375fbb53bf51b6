import { randomUUID } from 'node:crypto';
import { QdrantClient } from '@qdrant/js-client-rest';
import type { QdrantAddress, QdrantLayout } from '../../services/config.ts';

const LAYOUT: Omit<QdrantLayout, 'name'> = {
  quantization: 'int8',
  onDisk: true,
  hnsw: { m: 16, efConstruct: 100 },
  shards: 1,
  replicas: 1,
};

/** A layout with a name that no other test uses. */
export function freshLayout(settings: Partial<QdrantLayout> = {}): QdrantLayout {
  return { ...LAYOUT, ...settings, name: `test-${randomUUID()}` };
}

export async function removeCollections(address: QdrantAddress, { name }: QdrantLayout): Promise<void> {
  const client = new QdrantClient({ url: address.url, checkCompatibility: false });
  const { collections } = await client.getCollections();
  for (const collection of collections) {
    if (collection.name.startsWith(name)) await client.deleteCollection(collection.name);
  }
}
