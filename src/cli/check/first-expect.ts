/** A first reference value for an audit that has none: what it gives now. All else stays as it is written. */
import type { JsonDocument } from '../../io/json.js';
import { numberJson } from '../../io/json-text.js';
import { writeFileAtomically } from '../../io/write.js';
import type { Report } from '../../report/audit/model.js';
import type { Updated } from './update.js';

/** @param bytes the file as it was checked; it is not replaced when it holds something else by now */
export async function addFirstExpectation(
  file: string,
  bytes: Uint8Array,
  document: JsonDocument,
  report: Report,
): Promise<Updated> {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const value = numberJson(report.total);
  // Tolerances alone, or nothing.
  const expect = document.locate(['expect']);
  const written = expect
    ? withMember(source, expect, 'loss', () => value)
    : withMember(source, document.locate([])!, 'expect', (colon) => `{"loss":${colon}${value}}`);
  await writeFileAtomically(file, written, bytes);
  const change = `expect.loss  ${value} is what it gives now: hold it against the framework's own number`;
  return { changes: [change], written };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** With a member more at the object's end, written as its others are. @param value of it, by its blanks */
function withMember(
  bytes: Buffer,
  { start, end }: Span,
  key: string,
  value: (blank: string) => string,
): Buffer {
  let first = start + 1;
  while (isSpace(bytes[first])) first++;
  let last = end - 1;
  while (isSpace(bytes[last - 1])) last--;
  const blank =
    bytes.subarray(start, end).includes('":') && !bytes.subarray(start, end).includes('": ') ? '' : ' ';
  const empty = first === end - 1;
  const indent = lastLine(bytes.toString('latin1', start + 1, first));
  const between = empty ? '' : `,${indent === '' ? blank : indent}`;
  const member = `${between}"${key}":${blank}${value(blank)}`;
  return Buffer.concat([bytes.subarray(0, last), Buffer.from(member), bytes.subarray(last)]);
}

/** The line break before a member, with its indentation; no empty lines before it. */
function lastLine(space: string): string {
  const at = space.lastIndexOf('\n');
  return space.slice(space[at - 1] === '\r' ? at - 1 : Math.max(at, 0));
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
