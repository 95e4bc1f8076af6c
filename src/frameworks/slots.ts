/**
 * The arrays of an output as declarations: a loss names its own, a framework those that it has for every loss
 * (masks, weights).
 */

export interface Slot {
  /** Its sample axis: 0 if left out; `none` for an array that all rows share. */
  readonly rows?: number | 'none';
  /** An audit may leave it out. */
  readonly optional?: true;
  /** What the framework's users call it: `input1` for `x1`. */
  readonly aliases?: readonly string[];
  /** Class indices and the like, which no engine may round. */
  readonly exact?: boolean;
  /** A single number does for all rows. */
  readonly scalar?: true;
  /**
   * How weights and masks meet the scores: one for each row or step, from the first axis on, or for each
   * element, from the last axis on as NumPy stretches.
   */
  readonly along?: 'rows' | 'elements';
  /** The reduction with which callers use it, where it is not the default one. */
  readonly reduction?: string;
  /** `yes or no`: 0 or 1; `class table`: no array, but a number for each class. Any numbers if left out. */
  readonly holds?: 'yes or no' | 'class table';
}

export type Slots = Readonly<Record<string, Slot>>;

/** Which axis of each array holds the rows; an array without any is not in it, or has none. */
export type RowAxes = Readonly<Record<string, number | undefined>>;

/** Targets and predictions, one row each a sample: what a loss has that declares nothing else. */
export function pair(exact = false): Slots {
  return { y_true: { exact }, y_pred: {} };
}

/** The slot whose rows are the audit's: the predictions, or the first array of a loss without any. */
export function leadingSlot(slots: Slots): string {
  return Object.hasOwn(slots, 'y_pred') ? 'y_pred' : Object.keys(slots)[0]!;
}

/** The slot that an audit means by a name. */
export function slotNamed(slots: Slots, name: string): string | undefined {
  if (Object.hasOwn(slots, name)) return name;
  return Object.keys(slots).find((slot) => slots[slot]!.aliases?.includes(name));
}
