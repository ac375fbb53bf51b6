import { KindredError } from '../../schemas/errors.ts';
import { loadDescribedFiles, readDescriptor } from './descriptor.ts';
import { defaultThreads, openEncoder } from './onnx-encoder.ts';
import type { Encoder, PairJudge } from './port.ts';
import { createTextTokenizer, type TextTokenizer } from './tokenizer.ts';

/**
 * The encoder of a folder, as `openEncoder` gives it, whose graph is checked and opened by the first text to embed. The
 * other files are read at once, for they say which space it makes.
 *
 * @throws KindredError `encoder_unavailable` when one of them is wrong; `embed` throws it when the graph is
 */
export async function openEncoderWhenUsed(directory: string): Promise<Encoder> {
  const descriptor = await readDescriptor(directory);
  const files = await loadDescribedFiles(directory, descriptor, 'unread');
  const { spaceId, kinds, labels, fit, pairs: judging } = files;
  const { task, content } = descriptor.spaces;
  let opening: Promise<Encoder> | null = null;
  let isClosed = false;
  let tokenizer: TextTokenizer | null = null;
  const opened = (): Promise<Encoder> => {
    if (isClosed)
      throw new KindredError('encoder_unavailable', 'The encoder is closed. Open it again to embed.');
    opening ??= openEncoder(directory);
    return opening;
  };
  return {
    spaceId,
    name: descriptor.name,
    dimensions: { task: task.dimensions, content: content.dimensions },
    maxTokens: descriptor.max_tokens,
    threads: defaultThreads(),
    relatedFrom: descriptor.related_from ?? null,
    kinds,
    labels,
    fit,
    pairs:
      judging === null
        ? null
        : {
            trees: judging.trees,
            judge: async (pairs, options) => judgeOf(await opened()).judge(pairs, options),
          },
    embed: async (texts, options) => (await opened()).embed(texts, options),
    countTokens: (texts) => {
      tokenizer ??= createTextTokenizer(files);
      const counting = tokenizer;
      return texts.map((text) => counting.count(text));
    },
    close: async () => {
      isClosed = true;
      await opening?.then((encoder) => encoder.close()).catch(() => undefined);
    },
  };
}

function judgeOf({ name, pairs }: Encoder): PairJudge {
  if (pairs === null)
    throw new KindredError('encoder_unavailable', `The encoder ${name} no longer judges pairs of texts.`);
  return pairs;
}
