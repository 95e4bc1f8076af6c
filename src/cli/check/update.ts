/**
 * Rewrites the expected numbers of an audit file that differ, in place: formatting, order and all else stay.
 */

import { stepValues } from '../../audit/expect.js';
import type { CheckedFile } from '../../check.js';
import { LossauditError } from '../../errors.js';
import type { JsonDocument } from '../../io/json.js';
import { numberJson } from '../../io/json-text.js';
import { writeFileAtomically } from '../../io/write.js';
import type { Nested, Report } from '../../report/audit/model.js';

type Path = readonly (string | number)[];

export interface Updated {
  /** One sentence per number that changed. */
  readonly changes: readonly string[];
  /** What the file holds now. */
  readonly written: Uint8Array;
}

/**
 * @param bytes the file as it was checked; it is not replaced when it holds something else by now
 * @throws LossauditError `cannot-update` for numbers that do not stand in the file itself
 */
export async function updateExpectations(
  file: string,
  bytes: Uint8Array,
  { document, report, result }: CheckedFile,
): Promise<Updated> {
  if (!document || !report) return { changes: [], written: bytes };
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const edits: { start: number; end: number; text: string; what: string }[] = [];
  for (const c of result.comparisons) {
    if (c.passed || c.expected === 'there') continue;
    const wanted = valuesOf(c.what, report);
    const path = wanted === undefined ? undefined : pathOf(c.what, document);
    if (wanted === undefined || !path) continue;
    requireShape(wanted, path, c.what, document, file);
    for (const [at, value] of leaves(wanted, path)) {
      const place = document.locate(at);
      if (!place)
        throw new LossauditError(
          'cannot-update',
          { what: c.what, reason: 'its values are in another file or have another shape' },
          { where: file },
        );
      const text = numberJson(value);
      const before = source.toString('utf8', place.start, place.end);
      if (before !== text)
        edits.push({
          start: place.start,
          end: place.end,
          text,
          what: `${at.join('.')}  ${before} → ${text}`,
        });
    }
  }
  if (edits.length === 0) return { changes: [], written: bytes };
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(bytes.subarray(from, edit.start), Buffer.from(edit.text));
    from = edit.end;
  }
  parts.push(bytes.subarray(from));
  const written = Buffer.concat(parts);
  await writeFileAtomically(file, written, bytes);
  return { changes: edits.map((e) => e.what), written };
}

/**
 * @throws LossauditError `cannot-update` where the file holds more values than the report: only some would be
 * rewritten
 */
function requireShape(values: Nested, path: Path, what: string, document: JsonDocument, file: string): void {
  if (!Array.isArray(values)) return;
  if (document.locate([...path, values.length]))
    throw new LossauditError(
      'cannot-update',
      { what, reason: 'its values have another shape' },
      { where: file },
    );
  values.forEach((v, i) => {
    requireShape(v, [...path, i], what, document, file);
  });
}

/** What the report has for an expectation, by the name of its comparison. */
function valuesOf(what: string, report: Report): Nested | undefined {
  if (what === 'loss') return report.total;
  if (what === 'per_sample') return report.outputs[0]!.per_sample;
  if (what.startsWith('steps.')) return stepValues(report, what.slice('steps.'.length));
  const [, name, field] = /^outputs\.(.+)\.(loss|per_sample)$/.exec(what) ?? [];
  const output = report.outputs.find((o) => o.name === name);
  return field === 'loss' ? output?.value : output?.per_sample;
}

/** Where the file has it: nested, with a dotted key, or as `total`. */
function pathOf(what: string, document: JsonDocument): Path | undefined {
  const [, group, name = '', field] = /^(outputs|steps)\.(.+?)(?:\.(loss|per_sample))?$/.exec(what) ?? [];
  const candidates: Path[] = [
    ['expect', what],
    ...(what === 'loss' ? [['expect', 'total']] : []),
    ...(group
      ? [
          field && group === 'outputs'
            ? ['expect', group, name, field]
            : ['expect', group, what.slice(group.length + 1)],
        ]
      : []),
  ];
  return candidates.find((path) => document.locate(path));
}

function* leaves(values: Nested, path: Path): Generator<[Path, number]> {
  if (!Array.isArray(values)) yield [path, values];
  else for (const [i, v] of values.entries()) yield* leaves(v, [...path, i]);
}
