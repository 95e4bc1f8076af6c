/** Held against a schema, a file becomes typed, or its first problem one sentence with key and line. */
import type * as z from 'zod';
import { LossauditError } from '../errors.js';
import type { JsonDocument } from '../io/json.js';
import { nearest } from '../text/suggest.js';

/** What zod says, without its own terms. */
function plainly(message: string): string {
  if (message === 'Invalid input: expected nonoptional, received undefined') return 'it is missing';
  return message
    .replace(/^Invalid input: expected (.+), received (.+)$/, 'expected $1, got $2')
    .replace(/got undefined$/, 'but it is missing');
}

function forAll([first]: readonly (string | number)[]): string {
  return first === 'outputs' ? ', for all outputs' : '';
}

type Issue = z.core.$ZodIssue;

/**
 * Of what several kinds of value say, the kind that was meant says most: it looked deepest, or it was of this
 * type.
 */
function meant(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flatMap((errors) => (errors[0] ? [meant(errors[0])] : []));
  const deepest = Math.max(...inner.map((i) => i.path.length));
  const found = inner.find((i) => i.path.length === deepest && (deepest > 0 || i.code !== 'invalid_type'));
  return found ? { ...found, path: [...issue.path, ...found.path] } : issue;
}

/** @throws LossauditError `bad-audit` */
export function checkEnvelope<S extends z.ZodObject>(
  schema: S,
  value: unknown,
  document: JsonDocument | undefined,
  source: string,
): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = meant(result.error.issues[0]!);
  const path = issue.path.map((p) => (typeof p === 'number' ? p : String(p)));
  let problem = plainly(issue.message);
  let near: string[] = [];
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const known = Object.keys(schema.shape);
    const misplaced = path.length > 0 && known.includes(key);
    const place = misplaced ? `: it stands once, at the top of the file${forAll(path)}` : '';
    problem = `unknown key ${key}${place}`;
    near = misplaced ? [] : nearest(key, known);
    path.push(key);
  }
  throw wrongAt(path, problem, document, source, near);
}

/** What is wrong at a place of the file, with its line where there is one. */
export function wrongAt(
  path: readonly (string | number)[],
  problem: string,
  document: JsonDocument | undefined,
  source: string,
  near: readonly string[] = [],
): LossauditError {
  const place = document?.locate(path);
  const where = place ? `${source}:${place.line}:${place.column}` : source;
  return new LossauditError('bad-audit', { path: path.join('.'), problem, near }, { where });
}
