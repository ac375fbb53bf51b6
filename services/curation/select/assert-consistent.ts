import { KindredError } from '../../../schemas/errors.ts';
import type { SelectOperation } from '../../../schemas/curation/select.ts';

/** @throws KindredError `invalid_request` for options that don't go together */
export function assertConsistent(operation: Omit<SelectOperation, 'kind'>): void {
  const { method, quality_key, quotas, target } = operation;
  const refuse = (message: string, field: string): never => {
    throw new KindredError('invalid_request', message, { field });
  };
  if (method === 'threshold' && quality_key === undefined) {
    refuse('The method threshold takes rows in the order of their quality: name its field.', 'quality_key');
  }
  if (method === 'k_means' && quotas !== undefined) {
    refuse(
      'The method k_means takes one row a cluster and cannot keep quotas: use facility_location.',
      'quotas',
    );
  }
  if (target === undefined) return;
  if (method !== 'facility_location') {
    refuse('Only the method facility_location takes a target.', 'target');
  }
  if (quality_key !== undefined) {
    refuse('A target and a quality_key are two aims: give one of them.', 'quality_key');
  }
}
