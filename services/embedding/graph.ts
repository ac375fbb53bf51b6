import { InferenceSession, Tensor } from 'onnxruntime-node';
import { KNOWN_INPUTS, padRows } from './feeds.ts';
import { judgePairs } from './pair-graph.ts';
import { pooledVectors, vectorOutputs } from './pooled-vectors.ts';
import type { RunResult, ThreadConfig, ThreadResult, ThreadWork, TokenRows } from './thread-messages.ts';

/** The ONNX graphs of an encoder: one turns token ids into the two vectors, another judges pairs. `compute` blocks its thread. */
export interface EncoderGraph {
  compute(work: ThreadWork): Promise<ThreadResult>;
  release(): Promise<void>;
}

/**
 * Opens the graph and runs it once on a single token: a descriptor that does not fit the graph fails now, and the first
 * text need not wait for what the runtime prepares.
 *
 * Memory patterns are switched off, because the runtime keeps one for every shape of input, and texts have many. It prints
 * fatal errors only, because it throws every other one.
 *
 * @throws Error whose message is written for people; the caller makes a KindredError of it
 */
export async function openGraph(config: ThreadConfig): Promise<EncoderGraph> {
  const session = await openSession(config.graphPath, config);
  checkNames(session, config);
  let judging: Promise<InferenceSession> | null = null;
  const compute = async (work: ThreadWork): Promise<ThreadResult> => {
    if (work.kind === 'embed') return { kind: 'embed', ...(await runGraph(session, config, work.rows)) };
    if (config.pairs === null) throw new Error('it has no graph that judges pairs');
    judging ??= openSession(config.pairs.graphPath, config);
    return { kind: 'judge', ...(await judgePairs(session, await judging, config, config.pairs, work)) };
  };
  await compute({
    kind: 'embed',
    rows: { ids: Int32Array.of(config.padTokenId), lengths: Int32Array.of(1) },
  });
  return {
    compute,
    release: async () => {
      await (await judging)?.release();
      await session.release();
    },
  };
}

function openSession(path: string, { intraOpThreads, arena }: ThreadConfig): Promise<InferenceSession> {
  return InferenceSession.create(path, {
    intraOpNumThreads: intraOpThreads,
    interOpNumThreads: 1,
    enableCpuMemArena: arena,
    enableMemPattern: false,
    logSeverityLevel: 4,
  });
}

async function runGraph(
  session: InferenceSession,
  config: ThreadConfig,
  rows: TokenRows,
): Promise<RunResult> {
  const start = performance.now();
  const feeds = padRows(rows, session.inputNames, config.paddingSide, config.padTokenId);
  const shape = [feeds.rows, feeds.tokens];
  const tensors = [...feeds.values].map(([name, data]) => [name, new Tensor('int64', data, shape)] as const);
  const outputs = await session.run(Object.fromEntries(tensors), vectorOutputs(config));
  const result = pooledVectors(outputs, config, feeds, rows.lengths);
  for (const output of Object.values(outputs)) output.dispose();
  return { ...result, inferenceMs: performance.now() - start };
}

function checkNames(session: InferenceSession, config: ThreadConfig): void {
  const unknown = session.inputNames.filter((name) => !KNOWN_INPUTS.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `it asks for the inputs ${unknown.join(', ')}; only ${KNOWN_INPUTS.join(', ')} can be fed. ` +
        'Export it for feature extraction, without a cache of keys and values',
    );
  }
  for (const name of ['input_ids', 'attention_mask']) {
    if (!session.inputNames.includes(name)) throw new Error(`it has no input \`${name}\``);
  }
  const states = config.pairs === null ? [] : [config.pairs.states];
  for (const name of [...config.spaces.task.outputs, ...config.spaces.content.outputs, ...states]) {
    if (!session.outputNames.includes(name)) {
      throw new Error(`it has no output \`${name}\`; it has ${session.outputNames.join(', ')}`);
    }
  }
}
