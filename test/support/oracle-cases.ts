/**
 * The random cases made by running the frameworks (fixtures/FRAMEWORK/random.json, fields:
 * fixtures/README.md).
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Numbers } from './reference-cases.js';

export interface OracleCase {
  id: string;
  library: string;
  version: string;
  loss: string;
  api: string;
  params: Record<string, unknown>;
  /** Start and end for question answering. */
  y_true: Numbers | { start: Numbers; end: Numbers } | null;
  y_pred: Numbers;
  inputs?: Record<string, Numbers>;
  sample_weight?: Numbers;
  mask?: Numbers;
  reduction: string;
  /** `graph` where it was not run eagerly. */
  mode?: string;
  dtype: string;
  /** Of arrays whose dtype is not `dtype`. */
  dtypes?: Record<string, string>;
  /** Of the answer, when it is not `dtype`. */
  expected_dtype?: string;
  /** Of arrays without numbers. */
  shapes?: Record<string, number[]>;
  expected_per_sample?: Numbers;
  expected?: Numbers;
  expected_error?: { type: string; message: string; about: string };
  warning?: string;
}

export interface OracleFile {
  about: string;
  seed: number;
  versions: Record<string, string>[];
  cases: OracleCase[];
}

const FIXTURES = new URL('../../fixtures/', import.meta.url);

/** Frameworks that have a file of random cases. */
export function oracleFrameworks(): string[] {
  const has = (name: string) => readdirSync(new URL(`${name}/`, FIXTURES)).includes('random.json');
  return readdirSync(FIXTURES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && has(entry.name))
    .map(({ name }) => name);
}

export function readOracle(framework: string): OracleFile {
  return JSON.parse(readFileSync(new URL(`${framework}/random.json`, FIXTURES), 'utf8'));
}

const FLOATS = ['float64', 'float32', 'float16', 'bfloat16'];
const DTYPES = [...FLOATS, 'int64', 'int32', 'bool'];
const REQUIRED = [
  'id',
  'library',
  'version',
  'loss',
  'api',
  'params',
  'y_true',
  'y_pred',
  'reduction',
  'dtype',
];
const FIELDS = [
  ...REQUIRED,
  ...['inputs', 'sample_weight', 'mask', 'mode', 'dtypes', 'expected_dtype', 'shapes'],
  ...['expected_per_sample', 'expected', 'expected_error', 'warning'],
];
/** What an error may be about beside an array or a parameter. */
const OTHER_SUBJECTS = ['reduction', 'dtype', 'loss'];

/** What is wrong with the form of a case; nothing about its numbers, which only the framework knows. */
export function problemsOf(c: OracleCase, versions: OracleFile['versions']): string[] {
  const arrays = arraysOf(c);
  return [
    ...REQUIRED.filter((k) => !(k in c)).map((k) => `no ${k}`),
    ...Object.keys(c)
      .filter((k) => !FIELDS.includes(k))
      .map((k) => `unknown field ${k}`),
    ...(versions.some((v) => v[c.library] === c.version) ? [] : [`version ${c.version} is not in the head`]),
    ...(FLOATS.includes(c.dtype) ? [] : [`dtype ${c.dtype}`]),
    ...Object.entries({ ...c.dtypes, ...(c.expected_dtype && { expected: c.expected_dtype }) })
      .filter(([, dtype]) => !DTYPES.includes(dtype))
      .map(([k, dtype]) => `dtype ${dtype} of ${k}`),
    ...Object.entries({ ...arrays, ...answersOf(c) }).flatMap(([k, a]) =>
      problemsOfArray(k, a, c.shapes?.[k]),
    ),
    ...Object.keys(c.shapes ?? {})
      .filter((k) => !(k in arrays))
      .map((k) => `shape of ${k}, which is not there`),
    ...problemsOfAnswer(c, Object.keys(arrays)),
  ];
}

function arraysOf(c: OracleCase): Record<string, Numbers> {
  const { y_true, y_pred, sample_weight, mask, inputs } = c;
  const targets = y_true && typeof y_true === 'object' && 'start' in y_true ? y_true : { y_true };
  const given = Object.entries({ ...targets, y_pred, sample_weight, mask, ...inputs });
  return Object.fromEntries(given.filter((e): e is [string, Numbers] => e[1] !== null && e[1] !== undefined));
}

function answersOf({ expected, expected_per_sample }: OracleCase): Record<string, Numbers> {
  return {
    ...(expected !== undefined && { expected }),
    ...(expected_per_sample !== undefined && { expected_per_sample }),
  };
}

function problemsOfArray(name: string, a: Numbers, shape?: number[]): string[] {
  const bad = leaves(a).filter((x) => !isLiteral(x));
  const empty = shape && (leaves(a).length > 0 || shape.reduce((n, d) => n * d, 1) > 0);
  return [
    ...bad.map((x) => `${name} has ${JSON.stringify(x)}`),
    ...(isRectangular(a) ? [] : [`${name} has rows of different lengths`]),
    ...(empty ? [`${name} has numbers and a shape`] : []),
  ];
}

function problemsOfAnswer(c: OracleCase, slots: string[]): string[] {
  const error = c.expected_error;
  if ((error === undefined) === (c.expected === undefined))
    return ['neither or both of a value and an error'];
  if (!error) return [];
  const subjects = [...slots, ...Object.keys(c.params), ...OTHER_SUBJECTS, ...requiredOf(c)];
  return [
    ...(/^\w*(?:Error|Exception)$/.test(error.type) ? [] : [`error of type ${error.type}`]),
    ...(error.message.length > 0 && !/[\\/](?:work|home|tmp|__w)[\\/]/.test(error.message)
      ? []
      : [`message ${error.message}`]),
    ...(subjects.includes(error.about)
      ? []
      : [`an error about ${error.about}, which the case does not have`]),
  ];
}

/** Parameters that a loss does not do without: the error is about their absence. */
function requiredOf({ loss }: OracleCase): string[] {
  return { cosine_distance: ['axis'] }[loss] ?? [];
}

function leaves(a: Numbers): (number | string)[] {
  return Array.isArray(a) ? a.flatMap(leaves) : [a];
}

function isLiteral(x: unknown): boolean {
  return typeof x === 'number' ? Number.isFinite(x) : ['NaN', 'Infinity', '-Infinity'].includes(x as string);
}

function isRectangular(a: Numbers): boolean {
  if (!Array.isArray(a)) return true;
  const shapes = new Set(a.map((row) => JSON.stringify(shapeOf(row))));
  return shapes.size <= 1 && a.every(isRectangular);
}

function shapeOf(a: Numbers): number[] {
  return Array.isArray(a) ? [a.length, ...(a.length ? shapeOf(a[0]) : [])] : [];
}
