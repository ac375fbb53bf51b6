import { toUSVString } from 'node:util';
import * as library from '@huggingface/tokenizers';
import { referenceText } from './reference-text.ts';
import { readableTokenizer } from './tokenizer-parts.ts';

/** What is used of the library. Its own declarations name files without endings, which NodeNext cannot follow. */
interface Tokenizer {
  encode(text: string, options?: { readonly add_special_tokens: boolean }): { readonly ids: number[] };
  decode(ids: readonly number[], options: object): string;
  id_to_token(id: number): string | undefined;
}
interface TokenizerLibrary {
  readonly Tokenizer: new (tokenizer: object, config: object) => Tokenizer;
}

/** The library would leave out special tokens, and spaces before signs. */
const AS_WRITTEN = { skip_special_tokens: false, clean_up_tokenization_spaces: false };

/** A tokenizer that gives the ids of the reference, `tokenizers` of Python and Rust. */
export interface ReferenceTokenizer {
  /** The ids of a text without special tokens around it. Those that are written in it count as what they are. */
  ids(text: string): number[];
  /** The ids with the special tokens that the tokenizer puts around a text. */
  framed(text: string): number[];
  /**
   * The text of ids; special tokens stand in it as they are written.
   * @throws Error that names an id which is none of the tokenizer
   */
  text(ids: readonly number[]): string;
}

/**
 * Opens a tokenizer.
 * @param tokenizer the parsed `tokenizer.json`
 * @param config the parsed `tokenizer_config.json`
 * @throws Error that says why, when the ids would not be those of the reference
 */
export function openReferenceTokenizer(tokenizer: object, config: object): ReferenceTokenizer {
  const { Tokenizer } = library as unknown as TokenizerLibrary;
  const opened = new Tokenizer(readableTokenizer(tokenizer), config);
  const rewrite = referenceText(tokenizer);
  return {
    ids: (text) => opened.encode(rewrite(toUSVString(text)), { add_special_tokens: false }).ids,
    framed: (text) => opened.encode(text).ids,
    text: (ids) => {
      const unknown = ids.find((id) => opened.id_to_token(id) === undefined);
      if (unknown !== undefined) throw new Error(`${unknown} is none of its token ids`);
      return ids.length === 0 ? '' : opened.decode(ids, AS_WRITTEN);
    },
  };
}
