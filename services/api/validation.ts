import { z } from 'zod';
import { KindredError } from '../../schemas/errors.ts';
import { at } from '../runtime/at.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * Validates `value` against `schema` and returns it with defaults filled in.
 * @throws KindredError `invalid_request` when it does not fit: the error names the first wrong field, what is expected
 * there, and how many other problems there are
 */
export function validate<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw fromIssues(parsed.error.issues, knownFields(schema));
}

/** Makes the error for a reader from the issues that zod found. `known` are the fields that the top level may have. */
function fromIssues(all: readonly Issue[], known: readonly string[] = []): KindredError {
  const [first, ...others] = withoutDoubles(all);
  if (first === undefined) return new KindredError('invalid_request', 'The request is not valid.');
  const { path, text } = explain(first, [], known);
  const field = path.map(String).join('.');
  const more =
    others.length === 0 ? '' : ` (${others.length} more ${others.length === 1 ? 'problem' : 'problems'})`;
  const message = field === '' ? `${text}${more}` : `${field}: ${text}${more}`;
  return new KindredError('invalid_request', message, field === '' ? {} : { field });
}

/** Whole numbers have a bound of their own, beyond which no double is exact. Where the field has another one, that alone is told. */
function withoutDoubles(issues: readonly Issue[]): readonly Issue[] {
  const isSafeBound = (issue: Issue): boolean =>
    (issue.code === 'too_big' || issue.code === 'too_small') && issue.origin === 'int';
  return issues.filter(
    (issue) =>
      !isSafeBound(issue) ||
      !issues.some(
        (other) => other.code === issue.code && !isSafeBound(other) && isAt(other.path, issue.path),
      ),
  );
}

const isAt = (one: Path, other: Path): boolean =>
  one.length === other.length && one.every((part, place) => part === other[place]);

function explain(issue: Issue, before: Path, known: readonly string[]): { path: Path; text: string } {
  const path = [...before, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const name = at(issue.keys, 0);
    const hint = known.length > 0 && path.length === 0 ? `; known here: ${known.join(', ')}` : '';
    return { path: [...path, name], text: `unknown field${hint}` };
  }
  if (issue.code === 'invalid_union') {
    const nearest = deepest(issue.errors);
    if (nearest !== null) return explain(nearest, path, []);
  }
  return { path, text: boundOf(issue) ?? readable(issue.message) };
}

/**
 * The issue of the alternative of a union that lies deepest in the value, so that the error names the actual mistake;
 * null when no alternative got further than the union itself.
 */
function deepest(alternatives: readonly (readonly Issue[])[]): Issue | null {
  const firsts = alternatives.flatMap((issues) => issues.slice(0, 1));
  return firsts
    .filter((issue) => issue.path.length > 0)
    .reduce<Issue | null>(
      (best, issue) => (best === null || issue.path.length > best.path.length ? issue : best),
      null,
    );
}

/** The bound that a number is beyond, in words; null for other issues. */
function boundOf(issue: Issue): string | null {
  if (issue.code === 'invalid_type' && issue.expected === 'int') return 'must be a whole number';
  if (issue.code !== 'too_big' && issue.code !== 'too_small') return null;
  if (issue.origin !== 'number' && issue.origin !== 'int') return null;
  const [least, most] = issue.inclusive === true ? ['at least', 'at most'] : ['above', 'below'];
  return issue.code === 'too_big' ? `must be ${most} ${issue.maximum}` : `must be ${least} ${issue.minimum}`;
}

function readable(message: string): string {
  return message
    .replace(/^Invalid input: expected (.+), received undefined$/, 'is missing, expected $1')
    .replace(/^Invalid input: /, '');
}

function knownFields(schema: z.ZodType): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
