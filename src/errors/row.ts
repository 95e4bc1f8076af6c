/**
 * One row of the table of errors: a code's sentence and its hint, made of the data that the code declares.
 */

/** @typeParam D what the code carries: `LossauditError` asks for it, and holds it as `data` */
export interface ErrorRow<D extends object> {
  message(data: D): string;
  /** What to try. */
  hint(data: D): string;
}

type Sentence<D> = string | ((data: D) => string);

export function row<D extends object>(sentences: { message: Sentence<D>; hint: Sentence<D> }): ErrorRow<D> {
  const { message, hint } = sentences;
  return {
    message: (data) => (typeof message === 'string' ? message : message(data)),
    hint: (data) => (typeof hint === 'string' ? hint : hint(data)),
  };
}

/** Of a code that says all without data. */
export type NoData = Record<string, never>;

export function didYouMean(near: readonly string[] | undefined, otherwise: string): string {
  return near && near.length > 0 ? `Did you mean ${near.join(' or ')}?` : otherwise;
}
