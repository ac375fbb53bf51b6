import type { QdrantAddress } from '../../services/config.ts';

/** The server that QDRANT_URL names. When the variable is not set, the suites fail rather than being skipped. */
export function requiredQdrant(): QdrantAddress {
  const url = process.env['QDRANT_URL'];
  if (!url) throw new Error('QDRANT_URL must name a Qdrant server; .ci/run starts one.');
  return { url, apiKey: process.env['QDRANT_API_KEY'] ?? null };
}
