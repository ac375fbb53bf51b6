import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { SpaceDescriptor } from '../../schemas/encoder.ts';
import type { Feeds } from './feeds.ts';
import { poolRows } from './pooling.ts';
import type { OutputBlock } from './pooling.ts';
import type { RunResult, ThreadConfig } from './thread-messages.ts';

/** The outputs of the encoder's graph that its vectors are made of. */
export function vectorOutputs({ spaces: { task, content } }: Pick<ThreadConfig, 'spaces'>): string[] {
  return [...new Set([...task.outputs, ...content.outputs])];
}

/**
 * The vectors of the rows of a run, from what the graph gave.
 * @param lengths the number of tokens of each row
 * @throws Error whose message is written for people, when the outputs are not as the descriptor says
 */
export function pooledVectors(
  outputs: InferenceSession.OnnxValueMapType,
  { spaces, paddingSide }: Pick<ThreadConfig, 'spaces' | 'paddingSide'>,
  feeds: Feeds,
  lengths: Int32Array,
): Pick<RunResult, 'task' | 'content'> {
  const pool = (space: SpaceDescriptor): Float32Array => {
    const blocks = space.outputs.map((name) => blockOf(name, outputs[name], space, feeds));
    return poolRows(space.pooling, blocks, lengths, paddingSide);
  };
  return { task: pool(spaces.task), content: pool(spaces.content) };
}

function blockOf(
  name: string,
  output: Tensor | undefined,
  space: SpaceDescriptor,
  feeds: Feeds,
): OutputBlock {
  const { rows, tokens } = feeds;
  const expected = space.pooling === 'none' ? [rows, space.dimensions] : [rows, tokens, space.dimensions];
  const data = output?.data;
  if (output === undefined || !(data instanceof Float32Array)) {
    throw new Error(
      `output \`${name}\` is ${output?.type ?? 'missing'}; export the graph with float32 outputs`,
    );
  }
  if (output.dims.join() !== expected.join()) {
    throw new Error(
      `output \`${name}\` has the shape [${output.dims.join(', ')}], but pooling \`${space.pooling}\` with ` +
        `${space.dimensions} dimensions needs [${expected.join(', ')}] for ${rows} rows of ${tokens} tokens`,
    );
  }
  return { data, rows, tokens, dimensions: space.dimensions };
}
