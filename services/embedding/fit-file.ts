import { EncoderFit } from '../../schemas/encoder.ts';
import { KindredError } from '../../schemas/errors.ts';
import { readEncoderJson } from './encoder-json.ts';

/**
 * Reads the weights by which an encoder tells whether a record fits as a demonstration.
 * @param dimensions those of the task space
 * @throws KindredError `encoder_unavailable` when the file cannot be read, has another shape, or belongs to another space
 */
export async function readFit(path: string, dimensions: number): Promise<EncoderFit> {
  const fit = await readEncoderJson(path, EncoderFit, 'the weights of fit');
  const weights = fit.asks.hidden.map((unit) => unit.weights.length).find((own) => own !== dimensions);
  if (weights === undefined) return fit;
  throw new KindredError(
    'encoder_unavailable',
    `${path}: a unit of "asks" has ${weights} weights, and the task space ${dimensions} dimensions; make the file for this encoder.`,
  );
}
