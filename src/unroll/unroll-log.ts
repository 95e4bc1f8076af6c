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
 * @param chunks the bytes of the log, cut anywhere
 * @throws LossauditError `log-not-recognised` where no line is one of a known format
 */
export async function unrollLog(
  name: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: UnrollOptions = {},
): Promise<UnrolledLog> {
  const collector = new LogCollector();
  const reader = new LogReader((line) => collector.add(line));
  let first: Uint8Array | undefined;
  for await (const chunk of chunks) {
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
