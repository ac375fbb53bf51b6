import { describe, expect, it } from 'vitest';
import { collectionSchema } from '../../../../services/store/qdrant/collection.ts';
import { freshLayout } from '../../../contract/qdrant-samples.ts';
import { SIGNATURE } from '../../../contract/store-samples.ts';

const OLD = { version: '1.17.0', memoryTiers: false };
const NEW = { version: '1.19.0', memoryTiers: true };

describe('the schema of a Qdrant collection', () => {
  it('keeps originals on disk and eight bits in memory, in the words the server knows', () => {
    const layout = freshLayout({ onDisk: true, quantization: 'int8' });
    const old = collectionSchema(layout, SIGNATURE, OLD);
    expect(old).toMatchObject({
      vectors: { task: { size: 8, on_disk: true }, content: { size: 12, on_disk: true } },
      on_disk_payload: true,
      quantization_config: { scalar: { type: 'int8', always_ram: true } },
    });
    expect(JSON.stringify(old)).not.toContain('memory');
    const current = collectionSchema(layout, SIGNATURE, NEW);
    expect(current).toMatchObject({
      vectors: { task: { size: 8, memory: 'cold' }, content: { size: 12, memory: 'cold' } },
      payload: { memory: 'cold' },
      quantization_config: { scalar: { type: 'int8', memory: 'pinned' } },
    });
    expect(JSON.stringify(current)).not.toMatch(/on_disk|always_ram/);
  });

  it('remembers the space, and quantises nothing when told so', () => {
    const schema = collectionSchema(freshLayout({ quantization: 'none' }), SIGNATURE, NEW);
    expect(schema).not.toHaveProperty('quantization_config');
    expect(schema.metadata).toEqual({ space_id: 'test/space:1', dimensions: { task: 8, content: 12 } });
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [5, 3],
  ])('with %i replicas a write is confirmed by a majority, %i', (replicas, confirmed) => {
    const schema = collectionSchema(freshLayout({ replicas }), SIGNATURE, NEW);
    expect(schema).toMatchObject({ replication_factor: replicas, write_consistency_factor: confirmed });
  });
});
