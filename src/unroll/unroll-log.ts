/** A log in, what it says out. */
import { LossauditError } from '../errors.js';
import { LOG_FORMATS } from '../logs/index.js';
import { LogReader } from '../logs/read.js';
import type { UnrollReport } from '../report/unroll/model.js';
import { LogCollector } from './series/collect.js';
import { type UnrollOptions, unroll } from './unroll.js';

export interface UnrolledLog {
  readonly report: UnrollReport;
  /** Its lines, for `matchLines`. */
  readonly collector: LogCollector;
}

/**
 * Reads a training log in any of the known formats, in memory that does not grow with its text.
 * @param name for messages and the report
 * @param chunks the bytes or the text of the log, whole or cut anywhere
 * @throws LossauditError `log-not-recognised` where no line is one of a known format; `usage` for chunks that
 *   are neither
 */
export async function unrollLog(
  name: string,
  chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string> | Uint8Array | string,
  options: UnrollOptions = {},
): Promise<UnrolledLog> {
  const collector = new LogCollector();
  const reader = new LogReader((line) => collector.add(line));
  let first: Uint8Array | undefined;
  for await (const chunk of bytesOf(chunks)) {
    first ??= chunk;
    reader.push(chunk);
  }
  reader.end();
  const { bytes, texts, recognised, firstUnrecognised, formats } = reader.statistics;
  if (collector.series.length === 0) {
    const line = firstUnrecognised?.trim().slice(0, 80);
    throw new LossauditError('log-not-recognised', {
      file: name,
      line: formats.size > 0 ? undefined : line,
      formats: [...formats],
      compressed: first?.[0] === 0x1f && first[1] === 0x8b,
      known: LOG_FORMATS.length,
    });
  }
  const facts = {
    file: name,
    bytes,
    lines: texts,
    recognised,
    unrecognised: firstUnrecognised,
    aside: reader.aside,
  };
  return { report: unroll(facts, collector, options), collector };
}

/** Texts as UTF-8; a character that two of them share is whole. */
async function* bytesOf(chunks: Parameters<typeof unrollLog>[1]): AsyncIterable<Uint8Array> {
  const whole = typeof chunks === 'string' || chunks instanceof Uint8Array;
  const all: unknown = whole ? [chunks] : chunks;
  if (!isIterable(all)) throw notChunks(all);
  let half = '';
  for await (const chunk of all) {
    if (typeof chunk === 'string') {
      const text = half + chunk;
      const cut = /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length;
      half = text.slice(cut);
      yield Buffer.from(text.slice(0, cut));
    } else if (chunk instanceof Uint8Array) yield chunk;
    else throw notChunks(chunk);
  }
  if (half !== '') yield Buffer.from(half);
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return (
    typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
  );
}

function notChunks(found: unknown): LossauditError {
  return new LossauditError('usage', {
    message: `A log is bytes or texts; ${found === null ? 'null' : typeof found} is neither`,
    hint: 'Give what fs.createReadStream gives, a list of texts, or the text itself.',
  });
}
