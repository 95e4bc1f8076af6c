/**
 * Which positions of an array states have seen: ranges in order, without common positions, none touching the
 * next.
 */
import { badState, readCount, readList } from './written.js';

/** From the first position to the one after the last. */
export type Range = readonly [from: number, to: number];

/** Both together. @throws LossauditError `bad-state` where they have positions in common */
export function union(a: readonly Range[], b: readonly Range[]): Range[] {
  const joined: [number, number][] = [];
  for (const [from, to] of [...a, ...b].sort((x, y) => x[0] - y[0])) {
    const last = joined.at(-1);
    if (from === to) continue;
    if (last && from < last[1])
      return badState(`positions ${from} to ${Math.min(to, last[1]) - 1} are there twice`);
    if (last && from === last[1]) last[1] = to;
    else joined.push([from, to]);
  }
  return joined;
}

export function lengthOf(ranges: readonly Range[]): number {
  return ranges.reduce((n, [from, to]) => n + to - from, 0);
}

/** @throws LossauditError `bad-state` for what no `union` gives below `size` */
export function readRanges(written: unknown, size: number): Range[] {
  if (!Array.isArray(written)) return badState('ranges is no list');
  let before = -1;
  return written.map((range): Range => {
    const [from, to] = readList(range, 2, 'a range').map((x) => readCount(x, 'a position')) as [
      number,
      number,
    ];
    if (from <= before || to <= from || to > size) return badState('ranges are not in order');
    before = to;
    return [from, to];
  });
}
