import { createHash } from 'node:crypto';

/** The name of what holds one space: readable, allowed everywhere, and different for different spaces. */
export function collectionName(spaceId: string): string {
  const readable = spaceId.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40);
  return `${readable}-${createHash('sha256').update(spaceId).digest('hex').slice(0, 12)}`;
}
