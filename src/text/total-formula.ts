/** The formula of a total over batches, of whose outputs each is averaged in its own way. */

const OVER = ' over the batches, where batch_total = ';
const OTHERWISE = '; the outputs are averaged in another way';

/** @param way how the batches' totals become one; @param sum what a batch's total is made of */
export function averagedTotal(way: string, sum: string): string {
  return `${way}${OVER}${sum}${OTHERWISE}`;
}

/** The formula with another text for the sum of its outputs, which is all of it in most. */
export function withSum(formula: string, sum: string): string {
  const at = formula.indexOf(OVER);
  return at < 0 ? sum : averagedTotal(formula.slice(0, at), sum);
}
