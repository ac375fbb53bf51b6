import type { QdrantAddress } from '../../services/config.ts';

/** The server named by QDRANT_URL; without one the suites fail, they are never skipped. */
export function requiredQdrant(): QdrantAddress {
  const url = process.env['QDRANT_URL'];
  if (!url) throw new Error('QDRANT_URL must name a Qdrant server; .ci/run starts one.');
  return { url, apiKey: process.env['QDRANT_API_KEY'] ?? null };
}
