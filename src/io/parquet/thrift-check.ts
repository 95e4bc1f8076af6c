/**
 * Thrift's compact protocol, looked over before hyparquet reads it: its reader takes memory for lists of any
 * length, numbers of any size and structures of any depth.
 */
const MOST_DEPTH = 16;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const STRUCT = 12;
/** Bytes of a number of 64 bits. */
const LONGEST_NUMBER = 10;

/**
 * Where the structure that starts at `start` ends.
 * @throws RangeError where it is damaged
 */
export function structureEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  const byte = () => {
    const value = bytes[at++];
    if (value === undefined) throw new RangeError('a structure is cut off');
    return value;
  };
  const number = (): number => {
    let value = 0;
    for (let i = 0; i < LONGEST_NUMBER; i++) {
      const next = byte();
      value += (next & 0x7f) * 2 ** (7 * i);
      if (next < 0x80) return value;
    }
    throw new RangeError('a number has no end');
  };
  const skip = (length: number): void => {
    at += length;
    if (at > bytes.length) throw new RangeError('a structure is cut off');
  };

  function element(type: number, depth: number, inList: boolean): void {
    if (type === 1 || type === 2) skip(inList ? 1 : 0);
    else if (type === 3) skip(1);
    else if (type >= 4 && type <= 6) number();
    else if (type === 7) skip(8);
    else if (type === BINARY) skip(number());
    else if (type === LIST || type === SET) list(depth + 1);
    else if (type === STRUCT) structure(depth + 1);
    else throw new RangeError(`a structure has the unknown type ${type}`);
  }

  function list(depth: number): void {
    if (depth > MOST_DEPTH) throw new RangeError('structures are nested too deeply');
    const head = byte();
    const length = head >> 4 === 15 ? number() : head >> 4;
    // Each element has a byte at least.
    if (length > bytes.length - at) throw new RangeError('a list is longer than the file');
    for (let i = 0; i < length; i++) element(head & 15, depth, true);
  }

  function structure(depth: number): void {
    if (depth > MOST_DEPTH) throw new RangeError('structures are nested too deeply');
    for (let head = byte(); head & 15; head = byte()) {
      if (head >> 4 === 0) number();
      element(head & 15, depth, false);
    }
  }

  structure(0);
  return at;
}
