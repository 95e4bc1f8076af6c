/** Puts a result where it is wanted: into a file, or on standard output. */
import { writeFileAtomically } from '../io/write.js';
import { unspoken } from '../text/printable.js';
import type { CliIo } from './io.js';

/**
 * @param kind text is for people, and says nothing to a CI runner that reads along; data goes out as it is
 * @param file undefined is standard output
 */
export async function deliver(
  result: string | Iterable<string>,
  kind: 'text' | 'data',
  file: string | undefined,
  io: CliIo,
): Promise<void> {
  const pieces = typeof result === 'string' ? [result] : result;
  const said = kind === 'text' ? unspokenPieces(pieces) : pieces;
  if (file === undefined) await io.outAll(said);
  else await writeFileAtomically(file, said);
}

/** Whole lines at a time: what a runner listens for may be cut in two by pieces. */
function* unspokenPieces(pieces: Iterable<string>): Generator<string> {
  let rest = '';
  for (const piece of pieces) {
    const text = rest + piece;
    const cut = text.lastIndexOf('\n') + 1;
    if (cut > 0) yield unspoken(text.slice(0, cut));
    rest = text.slice(cut);
  }
  if (rest !== '') yield unspoken(rest);
}
