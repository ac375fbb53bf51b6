import { z } from 'zod';
import type { Schemas } from '@qdrant/js-client-rest';
import type { KindredError } from '../../../schemas/errors.ts';
import type { QdrantLayout } from '../../config.ts';
import type { SpaceSignature } from '../port.ts';
import type { QdrantConnection } from './connection.ts';
import { INDEXING_THRESHOLD, REBUILD } from './indexing.ts';
import type { Capabilities } from './server.ts';
import { collectionName } from '../collection-name.ts';
import { spaceMismatch } from '../space-mismatch.ts';

const ALREADY_THERE = 409;

const Metadata = z.object({
  space_id: z.string(),
  dimensions: z.object({ task: z.number(), content: z.number() }),
});

/** The fields by which records are selected or counted. Qdrant's strict mode wants them indexed before the first record. One that a
 * collection of an earlier version lacks is added when it is opened. */
const INDEXES: Readonly<Record<string, Schemas['PayloadSchemaParams']>> = {
  corpus: { type: 'keyword', is_tenant: true },
  label: { type: 'keyword', enable_hnsw: false },
  kind: { type: 'keyword', enable_hnsw: false },
  source: { type: 'keyword', enable_hnsw: false },
  terms: { type: 'integer', lookup: true, range: false, enable_hnsw: false },
  epoch: { type: 'integer', lookup: false, range: true, enable_hnsw: false },
};

/** The name of the collection that keeps a space. */
export function collectionOf(layout: QdrantLayout, { spaceId }: SpaceSignature): string {
  return `${layout.name}-${collectionName(spaceId)}`;
}

/**
 * Creates the collection of a space unless it is there, and returns its name. Several processes may do so at once.
 * @throws KindredError `space_mismatch` when a collection of that name holds another space
 */
export async function prepareCollection(
  connection: QdrantConnection,
  layout: QdrantLayout,
  signature: SpaceSignature,
  capabilities: Capabilities,
): Promise<string> {
  const collection = collectionOf(layout, signature);
  await connection.call((client) => create(client, collection, layout, signature, capabilities));
  await checkMetadata(connection, collection, signature);
  for (const [field, schema] of Object.entries(INDEXES)) {
    await connection.call((client) =>
      client.createPayloadIndex(collection, { field_name: field, field_schema: schema, wait: true }),
    );
  }
  return collection;
}

type Client = Parameters<Parameters<QdrantConnection['call']>[0]>[0];

async function create(
  client: Client,
  collection: string,
  layout: QdrantLayout,
  signature: SpaceSignature,
  capabilities: Capabilities,
): Promise<void> {
  const { exists } = await client.collectionExists(collection);
  if (exists) return;
  try {
    await client.createCollection(collection, collectionSchema(layout, signature, capabilities));
  } catch (error) {
    if (!(error instanceof Error && 'status' in error && error.status === ALREADY_THERE)) throw error;
  }
}

/**
 * The schema of a collection. Vectors have length 1, so their inner product is the cosine; with the distance `Dot` they
 * are kept as they were written, bit for bit.
 */
export function collectionSchema(
  layout: QdrantLayout,
  { spaceId, dimensions }: SpaceSignature,
  capabilities: Capabilities,
): Schemas['CreateCollection'] {
  const vector = (size: number): Schemas['VectorParams'] => ({
    size,
    distance: 'Dot',
    ...kept(layout.onDisk, capabilities),
  });
  return {
    vectors: { task: vector(dimensions.task), content: vector(dimensions.content) },
    sparse_vectors: { bm25: { modifier: 'idf' } },
    hnsw_config: { m: layout.hnsw.m, ef_construct: layout.hnsw.efConstruct, payload_m: layout.hnsw.m },
    optimizers_config: { indexing_threshold: INDEXING_THRESHOLD, ...REBUILD },
    ...(capabilities.memoryTiers ? { payload: { memory: 'cold' } } : { on_disk_payload: true }),
    ...(layout.quantization === 'int8' && {
      quantization_config: {
        scalar: {
          type: 'int8',
          quantile: 0.99,
          ...(capabilities.memoryTiers ? { memory: 'pinned' } : { always_ram: true }),
        },
      },
    }),
    shard_number: layout.shards,
    replication_factor: layout.replicas,
    write_consistency_factor: Math.floor(layout.replicas / 2) + 1,
    metadata: { space_id: spaceId, dimensions },
  };
}

function kept(onDisk: boolean, { memoryTiers }: Capabilities): Partial<Schemas['VectorParams']> {
  if (memoryTiers) return { memory: onDisk ? 'cold' : 'cached' };
  return { on_disk: onDisk };
}

async function checkMetadata(
  connection: QdrantConnection,
  collection: string,
  signature: SpaceSignature,
): Promise<void> {
  const { config } = await connection.call((client) => client.getCollection(collection));
  const { dimensions } = signature;
  const known = Metadata.safeParse(config.metadata).data;
  const same =
    known?.space_id === signature.spaceId &&
    known.dimensions.task === dimensions.task &&
    known.dimensions.content === dimensions.content;
  if (!same) throw mismatch(collection, known?.space_id ?? 'without a name', signature);
}

/** The error for a collection or an alias `name` that holds the space `holds` instead of the one that is expected. */
export function mismatch(name: string, holds: string, { spaceId }: SpaceSignature): KindredError {
  return spaceMismatch(
    `${name} in Qdrant holds vectors of another space (${holds}) than ${spaceId}, which the encoder in use makes`,
    'set QDRANT_COLLECTION to another name',
  );
}
