/** Is this UTF-8 text? Says what it is otherwise, before anything tries to read it as text. */
import { isUtf8 } from 'node:buffer';
import { LossauditError } from '../errors.js';
import { detectFormat } from './detect.js';
import { HEAD_BYTES } from './format.js';
import { requireNoUtf16, textStart } from './utf8.js';

/** Returns the offset of the first byte of text: after a byte order mark, if there is one. */
export function checkUtf8(bytes: Buffer, source: string): number {
  requireNoUtf16(bytes, source);
  const valid = isUtf8(bytes);
  // What begins an object, without NUL, is nothing else.
  if (valid && bytes[0] === 0x7b && !bytes.subarray(0, 8).includes(0)) return 0;
  const format = detectFormat(bytes.subarray(0, HEAD_BYTES));
  if (!format.text || (format.text === 'where-utf8' && !valid)) {
    throw new LossauditError(
      'json-encoding',
      { problem: `it is ${format.name}`, hint: format.hint },
      { where: source },
    );
  }
  return textStart(bytes, source);
}
