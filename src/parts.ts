/**
 * Parts of an audit as files: the audit without the rows of its arrays, which rows a part has, and what they
 * gave. Parts of one audit have the same text of it; its digest tells them apart.
 */
import { createHash } from 'node:crypto';
import type { Audit, AuditOutput } from './audit/audit.js';
import { withArraySpecs } from './audit/document.js';
import type { Overlaid } from './audit/overlay.js';
import { AuditRun, type Rows } from './audit/part.js';
import { type Loader, loader, readAuditWith } from './audit/read.js';
import { rowCount, withArrays } from './audit/rows.js';
import { chooseEngines } from './engines/choose.js';
import type { EvaluateOptions } from './engines/pace.js';
import { badState, readCount, readList, record } from './engines/written.js';
import { LossauditError } from './errors.js';
import { gatherRows } from './facts/pass.js';
import { FactStates } from './facts/states.js';
import { factsAsked } from './findings/index.js';
import { type JsonValue, parseJson } from './io/json.js';
import { documentJson } from './io/json-text.js';
import { isRecord } from './io/json-value.js';
import { DTYPES, type NdArray, shapeText, sliceRows } from './tensor/ndarray.js';
import { type AnyArray, inMemory, isStored, type StoredArray } from './tensor/stored.js';

const SCHEMA = 'lossaudit/partial@1';
/** Of an array whose rows are in the parts. */
const ROWS = 'rows';

/** A part as it is written. */
export interface PartFile {
  readonly schema: typeof SCHEMA;
  readonly tool: { readonly name: 'lossaudit'; readonly version: string };
  /** SHA-256 of `audit`. */
  readonly digest: string;
  /** The audit's JSON, its arrays by row as `{"rows": dtype and shape}`. */
  readonly audit: string;
  /** How errors of it call its file. */
  readonly source: string;
  /** The first row and the one after the last, of so many. */
  readonly rows: readonly [number, number];
  readonly total: number;
  /** What the passes over these rows gave: see AuditState. */
  readonly state: object;
  /** For each output the facts that findings ask of its arrays. */
  readonly facts: readonly object[];
}

/** An audit of which some rows are at hand. */
export interface PartOf {
  /** With all rows. */
  readonly audit: Audit<AnyArray>;
  readonly rows: Rows;
  /** Its JSON: see `PartFile.audit`. */
  readonly text: string;
}

/** The arrays of a slot are cut by rows of their first axis. */
function isByRow({ use }: Pick<AuditOutput, 'use'>, slot: string, array: AnyArray): boolean {
  return use.rows[slot] === 0 && array.shape.length > 0;
}

function wholeSlots(output: AuditOutput<AnyArray>): string[] {
  return Object.entries(output.arrays).flatMap(([slot, array]) =>
    array && !isByRow(output, slot, array) ? [slot] : [],
  );
}

/**
 * The audit whose rows from `offset` on its arrays are, of `total`.
 * @param audit of these rows alone
 */
export function shardOf(audit: Audit<AnyArray>, offset: number, total: number): Audit<AnyArray> {
  return withArrays(audit, (array, output, slot) =>
    isByRow(output, slot, array) ? shifted(array, offset, total) : array,
  );
}

/** Rows of an array as those of a longer one, of which the others are not there. */
function shifted(array: AnyArray, offset: number, total: number): StoredArray {
  const { dtype, shape } = array;
  return {
    dtype,
    shape: [total, ...shape.slice(1)],
    origin: isStored(array) ? array.origin : { file: 'an array in memory' },
    async open() {
      const reader = isStored(array) ? await array.open() : undefined;
      return {
        read: async (from, to) =>
          reader
            ? reader.read(from - offset, to - offset)
            : sliceRows(array as NdArray, from - offset, to - offset).data,
        close: async () => reader?.close(),
      };
    },
  };
}

/**
 * The JSON of an audit without the values of its rows.
 * @param loaded by the keys of the document
 */
export function auditText(
  document: Overlaid,
  audit: Audit<AnyArray>,
  loaded: ReadonlyMap<string, AnyArray>,
): string {
  const total = rowCount(audit);
  const parameters = /(?:^|\.)params\./;
  const withoutRows = (spec: JsonValue, key: string): JsonValue => {
    const array = loaded.get(key);
    // Of `{"start": …, "end": …}` each part is an array.
    if (array === undefined && isRecord(spec) && !('file' in spec || 'values' in spec))
      return Object.fromEntries(
        Object.entries(spec).map(([name, member]) => [name, withoutRows(member, `${key}.${name}`)]),
      );
    if (array === undefined) return inline(spec, key);
    if (parameters.test(key) || array.shape.length === 0 || !isSample(audit, array))
      return { values: inMemory(array, 'a part'), dtype: array.dtype };
    const rows = `${array.dtype} ${shapeText([total, ...array.shape.slice(1)])}`;
    // What says its dtype beside its values says it here.
    const states = typeof spec === 'string' || (isRecord(spec) && ('file' in spec || 'dtype' in spec));
    return states ? { [ROWS]: rows, dtype: array.dtype } : { [ROWS]: rows };
  };
  const value = withArraySpecs(document, audit, { schema: () => undefined, array: withoutRows });
  return [...documentJson(value, document.textAt)].join('');
}

/** Is it among the arrays that are cut by rows? Casting one gives another, of the same rows. */
function isSample(audit: Audit<AnyArray>, array: AnyArray): boolean {
  return audit.outputs.some((output) =>
    Object.entries(output.arrays).some(
      ([slot, own]) =>
        own && isByRow(output, slot, own) && own.shape.slice(1).join() === array.shape.slice(1).join(),
    ),
  );
}

function inline(spec: JsonValue, key: string): JsonValue {
  if (typeof spec !== 'string' && !(isRecord(spec) && 'file' in spec)) return spec;
  throw new LossauditError('usage', {
    message: `A part carries no file, and ${key} names one`,
    hint: 'Leave expected arrays out: check the report of the whole instead.',
  });
}

/**
 * Computes a part.
 * @throws LossauditError `not-by-rows` where rows alone do not give the result; as `AuditRun`
 */
export async function partOfRows(
  { audit, rows, text }: PartOf,
  source: string,
  version: string,
  options: EvaluateOptions = {},
): Promise<PartFile> {
  const engines = await chooseEngines('reference', audit.dtype, version);
  // Before anything is read: those arrays may be larger than memory.
  const [whole] = AuditRun.takenWhole(audit, engines);
  if (whole) throw new LossauditError('not-by-rows', { reason: `it takes ${whole.arrays.join(', ')} whole` });
  const run = await AuditRun.of(audit, engines, { version });
  try {
    if (run.planned > 1) {
      const reason = `it goes ${run.planned} times through the rows, later with what all of them gave before`;
      throw new LossauditError('not-by-rows', { reason });
    }
    const state = (await run.evaluateRows(rows, options)).write();
    const facts: object[] = [];
    for (const [i, asked] of factsAsked(audit).entries()) {
      const output = audit.outputs[i]!;
      const gathered = await gatherRows(asked, output.arrays, wholeSlots(output), rows, options);
      facts.push(gathered.write());
    }
    return {
      schema: SCHEMA,
      tool: { name: 'lossaudit', version },
      digest: digestOf(text),
      audit: text,
      source,
      rows: [rows.from, rows.to],
      total: rowCount(audit),
      state,
      facts,
    };
  } finally {
    await run.close();
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** @throws LossauditError `bad-state` for what is no part */
export function readPart(value: unknown): PartFile {
  const part = record(value, 'a part');
  const { schema, tool, digest, audit, source, rows, total, state, facts } = part;
  if (schema !== SCHEMA) return badState(`its schema is not ${SCHEMA}`);
  if (typeof audit !== 'string' || typeof source !== 'string') return badState('it has no audit');
  if (digest !== digestOf(audit)) return badState('its digest is not that of its audit');
  const version = record(tool, 'tool').version;
  if (typeof version !== 'string') return badState('it does not say which version wrote it');
  const [from, to] = readList(rows, 2, 'rows').map((row) => readCount(row, 'a row')) as [number, number];
  const of = readCount(total, 'total');
  if (from > to || to > of || (from === to && of > 0)) return badState(`rows ${from} to ${to} of ${of}`);
  if (!Array.isArray(facts)) return badState('facts is no list');
  return {
    schema: SCHEMA,
    tool: { name: 'lossaudit', version },
    digest,
    audit,
    source,
    rows: [from, to],
    total: of,
    state: record(state, 'state'),
    facts: facts.map((one) => record(one, 'facts')),
  };
}

/** The audit of parts: its arrays are where the parts were computed. */
export async function auditOfPart({ audit, source, total }: PartFile): Promise<Audit<AnyArray>> {
  const context = { source, baseDir: '.', roots: [] };
  const document = parseJson(Buffer.from(audit), source);
  const load = loader(context);
  const rowsOf: Loader<AnyArray> = async (spec, key) => absent(spec, total) ?? load(spec, key);
  const read = await readAuditWith(document, {}, context, async () => rowsOf);
  return { ...read, file: source };
}

/** An array by row, as the audit's text has it. */
function absent(spec: unknown, total: number): StoredArray | undefined {
  if (typeof spec !== 'object' || spec === null || !(ROWS in spec)) return undefined;
  const [, name, sizes = ''] = /^(\w+) \[([\d, ]*)\]$/.exec(String(spec[ROWS])) ?? [];
  const dtype = DTYPES.find((d) => d === name);
  const shape = sizes.split(', ').map(Number);
  if (!dtype || shape[0] !== total || !shape.every(Number.isSafeInteger))
    return badState('its audit has arrays that are none');
  const open = () => {
    throw new LossauditError('not-by-rows', { reason: 'it reads an array, and parts have none' });
  };
  return { dtype, shape, origin: { file: 'the parts' }, absent: true, open };
}

/** The facts of all parts, for each output. */
export function mergedFacts(audit: Audit<AnyArray>, parts: readonly PartFile[]): FactStates[] {
  return factsAsked(audit).map((asked, i) => {
    const output = audit.outputs[i]!;
    const whole = wholeSlots(output);
    const all = new FactStates(asked, output.arrays, whole);
    for (const { facts } of parts) all.merge(FactStates.from(facts[i], asked, output.arrays, whole));
    return all;
  });
}
