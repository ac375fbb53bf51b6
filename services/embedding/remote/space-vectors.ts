import { KindredError } from '../../../schemas/errors.ts';
import type { RemotePart, RemoteSpace } from '../../../schemas/remote-encoder.ts';
import { at } from '../../runtime/at.ts';
import { countAllTokens } from '../count-tokens.ts';
import type { Encoder } from '../port.ts';
import type { Asking, EmbeddingService } from './embedding-service.ts';

/** The vectors of texts in one space, and which of the texts were shortened. */
export interface SpaceVectors {
  readonly vectors: readonly Float32Array[];
  readonly truncated: readonly boolean[];
}

/** A text on its way to the service. */
interface Piece {
  readonly place: number;
  readonly text: string;
  readonly isCut: boolean;
}

/** Who is asked for vectors, and how. */
interface Asked {
  readonly part: RemotePart;
  readonly service: EmbeddingService;
  readonly counter: Pick<Encoder, 'countTokens'>;
}

/** The most characters of a request, so that it stays below what services take in one. A longer text goes alone. */
const REQUEST_CHARACTERS = 200_000;
/** Tokens that a model puts around a text. */
const SPECIAL_TOKENS = 8;
/** What stays of a text that the service calls too long, each time that it does. */
const KEPT = 0.75;
const SHORTEST = 16;

/**
 * Embeds texts by a service in one space. A text that is longer than `max_tokens`, by the tokens of the local encoder, is cut before it is sent, and
 * further while the service says that it is too long; its beginning stays.
 * @param counter counts the tokens of texts
 * @throws KindredError as `EmbeddingService.embed` does, and `encoder_unavailable` when the service takes not even the shortest beginning of a text
 */
export async function spaceVectors(
  texts: readonly string[],
  space: RemoteSpace,
  { part, service, counter }: Asked,
  asking: Asking,
): Promise<SpaceVectors> {
  const around = await countAllTokens([space.before, space.after], counter, asking.signal);
  const most = Math.max(1, part.max_tokens - around - SPECIAL_TOKENS);
  const pieces: Piece[] = [];
  for (const [place, text] of texts.entries())
    pieces.push(await cutToTokens({ place, text, isCut: false }, most, counter, asking.signal));
  const vectors: Float32Array[] = [];
  const truncated: boolean[] = [];
  const embed = async (batch: readonly Piece[]): Promise<void> => {
    const found = await service.embed(
      batch.map(({ text }) => sent(text, space)),
      space,
      asking,
    );
    if (found !== null) {
      batch.forEach(({ place, isCut }, row) => {
        vectors[place] = at(found, row);
        truncated[place] = isCut;
      });
      return;
    }
    for (const smaller of smallerThan(batch)) await embed(smaller);
  };
  await Promise.all(requestsOf(pieces, part.texts_per_request).map(embed));
  return { vectors, truncated };
}

/** Services refuse an empty text, so it is sent as a space, and halves of characters, which are sent as U+FFFD. */
function sent(text: string, { before, after }: RemoteSpace): string {
  const whole = `${before}${text}${after}`;
  return whole === '' ? ' ' : Buffer.from(whole).toString();
}

/** In proportion to its tokens, which are those of another tokenizer than the model's anyway. */
async function cutToTokens(
  piece: Piece,
  most: number,
  counter: Asked['counter'],
  signal: AbortSignal,
): Promise<Piece> {
  // No tokenizer makes more tokens than there are bytes, of which a character of UTF-16 has three at most.
  if (piece.text.length * 3 <= most) return piece;
  const tokens = await countAllTokens([piece.text], counter, signal);
  return tokens <= most ? piece : beginning(piece, Math.floor((piece.text.length * most) / tokens));
}

function beginning({ place, text }: Piece, characters: number): Piece {
  const cut = text.slice(0, characters);
  // Half of a surrogate pair is no character.
  return { place, text: /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut, isCut: true };
}

function requestsOf(pieces: readonly Piece[], most: number): Piece[][] {
  const requests: Piece[][] = [];
  let characters = 0;
  for (const piece of pieces) {
    characters += piece.text.length;
    const request = requests.at(-1);
    if (request !== undefined && request.length < most && characters <= REQUEST_CHARACTERS)
      request.push(piece);
    else {
      requests.push([piece]);
      characters = piece.text.length;
    }
  }
  return requests;
}

/** What to send instead of a request that was too large: its halves, or of a single text the beginning. */
function smallerThan(batch: readonly Piece[]): Piece[][] {
  const half = Math.ceil(batch.length / 2);
  if (batch.length > 1) return [batch.slice(0, half), batch.slice(half)];
  const piece = at(batch, 0);
  if (piece.text.length <= SHORTEST) {
    throw new KindredError(
      'encoder_unavailable',
      `The embedding service calls a text of ${piece.text.length} characters too long. Look at the limits of the service, and at the template in encoder.json.`,
    );
  }
  return [[beginning(piece, Math.floor(piece.text.length * KEPT))]];
}
