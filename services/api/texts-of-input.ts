import { TOKENIZER_OF_IDS, type EmbeddingsRequest } from '../../schemas/api/embeddings.ts';
import { KindredError } from '../../schemas/errors.ts';
import { MAX_TEXT_LENGTH } from '../../schemas/record.ts';
import type { ModelTokenizers } from '../tokenizers/port.ts';

/**
 * The texts that a request for embeddings is about. Token ids are read by the tokenizer that it names, or that of their usual encoding.
 * @throws KindredError `invalid_request` on `input` when it holds token ids and there is no tokenizer for them, or their text is too long;
 * `not_found` and `tokenizer_unavailable` as `ModelTokenizers.open` and `ModelTokenizer.decode`
 */
export async function textsOf(
  { input, tokenizer: named }: Pick<EmbeddingsRequest, 'input' | 'tokenizer'>,
  tokenizers: ModelTokenizers,
): Promise<readonly string[]> {
  if (typeof input === 'string') return [input];
  if (isTexts(input)) return input;
  const rows = isOneRow(input) ? [input] : input;
  const known = (await tokenizers.list()).some(({ name }) => name === TOKENIZER_OF_IDS);
  if (named === undefined && !known) throw withoutTokenizer();
  const texts = await (await tokenizers.open(named ?? TOKENIZER_OF_IDS)).decode(rows);
  if (texts.some(({ length }) => length > MAX_TEXT_LENGTH)) {
    const message = `input: the text of a list of token ids has more than ${MAX_TEXT_LENGTH} characters. Send shorter ones.`;
    throw new KindredError('invalid_request', message, { field: 'input' });
  }
  return texts;
}

/** The schema lets no mixed list pass. */
function isTexts(input: readonly unknown[]): input is string[] {
  return typeof input[0] === 'string';
}

function isOneRow(input: readonly unknown[]): input is number[] {
  return typeof input[0] === 'number';
}

function withoutTokenizer(): KindredError {
  return new KindredError(
    'invalid_request',
    'input holds token ids, and this service has no tokenizer to read them by. Send texts: LangChain does with ' +
      '`OpenAIEmbeddings(check_embedding_ctx_length=False)`. Or its operator puts a folder ' +
      `\`${TOKENIZER_OF_IDS}\` with the tokenizer.json of that encoding into KINDRED_TOKENIZERS, or another one that requests name in \`tokenizer\`.`,
    { field: 'input' },
  );
}
