import { readFile } from 'node:fs/promises';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { KindredError } from '../../../../schemas/errors.ts';
import { canonicalText } from '../../../../schemas/recipe/canonical-json.ts';
import { recipeSteps, type RecipeStep } from '../../../../schemas/recipe/recipe.ts';
import { hashOfText } from './fingerprint.ts';

const MAX_RECIPE_LENGTH = 1_000_000;
/** What YAML may repeat by its aliases: enough for people, and no bomb. */
const MAX_ALIASES = 100;

interface RecipeRead {
  readonly steps: readonly RecipeStep[];
  readonly sha256: string;
}

/**
 * Reads a recipe from a file of YAML or JSON, and checks all its steps.
 * @throws KindredError `invalid_request` when it can't be read, or a step is wrong; the message names the line, the step and the field
 */
export async function readRecipe(path: string): Promise<RecipeRead> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new KindredError('invalid_request', `${path} can't be read`, { cause });
  });
  if (text.length > MAX_RECIPE_LENGTH)
    throw new KindredError('invalid_request', `${path} is too long for a recipe`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (place: readonly PropertyKey[]): number | null => {
    const parts = place.map((_, index) => place.slice(0, place.length - index));
    const range = parts.map((part) => document.getIn(part, true)).find(isNode)?.range ?? null;
    return range === null ? null : lines.linePos(range[0]).line;
  };
  return { steps: recipeSteps(valueOf(document, path), { name: path, lineOf }), sha256: hashOfText(text) };
}

function valueOf(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'neither YAML nor JSON';
    throw new KindredError('invalid_request', `${path}: ${message}`, { cause });
  }
}

/**
 * Checks a recipe that a program made.
 * @throws KindredError `invalid_request` when a step is wrong; the message names the step and the field
 */
export function recipeOf(value: object): RecipeRead {
  return { steps: recipeSteps(value, { name: 'recipe' }), sha256: hashOfText(canonicalText(value)) };
}
