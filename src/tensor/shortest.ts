/** Numbers as the shortest text that reads back as the same float. */

/**
 * The double whose own shortest text is the shortest text of this float32: 0.1 for 0.10000000149011612.
 * @param x a value that float32 holds exactly; others are returned as they are
 */
export function shortestFloat32(x: number): number {
  if (!Number.isFinite(x) || Math.fround(x) !== x) return x;
  // Six digits always survive float32, so a shorter text is found with them too; nine always suffice.
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Math.fround(short) === x) return short;
  }
  return Number(x.toPrecision(9));
}
