/** What the losses of scikit-learn share: checks of values, and labels as positions among the classes. */
import { LossauditError } from '../../errors.js';
import { constant, type Expr, opaque } from '../../expr/node.js';
import { shapeText } from '../../tensor/ndarray.js';

const LARGEST = Number.MAX_VALUE;

/** @throws LossauditError `value-out-of-range` for NaN and infinities, when they are met */
export function finite(x: Expr, what: string, who: string): Expr {
  return x.within(-LARGEST, LARGEST, what, who, { wanted: 'finite numbers' });
}

/** @throws LossauditError `value-out-of-range` for what is not above `low`, when it is met */
export function above(x: Expr, low: number, what: string, who: string): Expr {
  return x.within(low, LARGEST, what, who, { wanted: `values above ${low}`, above: true });
}

/** Labels are whole numbers: others make a continuous target of an array (utils/multiclass.py). */
export function whole(x: Expr, what: string, who: string): Expr {
  return x.within(-LARGEST, LARGEST, what, who, { wanted: 'labels, which are whole numbers', whole: true });
}

type Numbers = ArrayLike<number>;

/** The distinct values, ascending: the classes. */
export function classesOf(values: Numbers): number[] {
  return [...new Set(Array.from(values))].sort((a, b) => a - b);
}

/**
 * Each label replaced by what its place among all of them says: that takes all labels at once, so it is no
 * expression over rows.
 * @param meaning of the arrays' values, or a refusal
 */
export function fromLabels(
  name: string,
  y: Expr,
  labels: Expr | null,
  meaning: (y: Numbers, labels: Numbers | undefined) => (label: number) => number,
): Expr {
  return opaque(
    {
      name,
      shape: (shape) => shape,
      kernel([of, given], out) {
        const mean = meaning(of!.data, given?.data);
        for (let i = 0; i < out.length; i++) out[i] = mean(of!.data[i]!);
      },
      backward: () => [],
    },
    y,
    ...(labels ? [labels] : []),
  );
}

/**
 * What refuses the labels of an audit.
 * @throws LossauditError `one-class`, `classes-differ`, `label-not-listed`
 */
export class Classes {
  private readonly at: ReadonlyMap<number, number>;

  constructor(
    readonly all: readonly number[],
    /** Where they come from: `y_true`, `labels`. */
    private readonly source: string,
    private readonly who: string,
  ) {
    this.at = new Map(all.map((c, i) => [c, i]));
  }

  /** There are at least two. */
  several(): this {
    const { all, source, who } = this;
    if (all.length === 1)
      throw new LossauditError('one-class', { what: source, value: all[0]!, who }, { where: source });
    return this;
  }

  /** There is one for each column of the predictions. */
  fit(columns: number): this {
    const { all, source, who } = this;
    if (all.length === columns) return this;
    const shown = all.length > 10 ? [...all.slice(0, 10), '…'] : all;
    const data = { columns, source, classes: all.length, shown: shown.join(', '), who };
    throw new LossauditError('classes-differ', data, { where: 'y_pred' });
  }

  /** @throws LossauditError `bad-param` */
  twice(): never {
    const data = { name: 'labels', value: 'a list with a label twice', wanted: 'a list of different labels' };
    throw new LossauditError('bad-param', data, { where: 'params.labels' });
  }

  has(label: number): boolean {
    return this.at.has(label);
  }

  /** @throws LossauditError `label-not-listed` */
  position(label: number): number {
    const { all, who } = this;
    const found = this.at.get(label);
    if (found === undefined)
      throw new LossauditError(
        'label-not-listed',
        { label, labels: all.join(', '), who },
        { where: 'y_true' },
      );
    return found;
  }
}

/** The classes that an audit names, or those of the targets. */
export function classesFrom(y: Numbers, labels: Numbers | undefined, who: string): Classes {
  return new Classes(classesOf(labels ?? y), labels ? 'labels' : 'y_true', who);
}

/** @throws LossauditError `value-out-of-range` for what is outside [0, 1], when it is met */
export function probabilities(p: Expr, who: string): Expr {
  return p.within(0, 1, 'y_pred', who, { wanted: 'probabilities, from 0 to 1' });
}

/** x · ln y, and 0 where x is 0 whatever y is (scipy.special.xlogy). */
export function xlogy(x: Expr, y: Expr): Expr {
  return x.equal(0).where(0, x.mul(y.log())).as('xlogy', [x, y]);
}

/** The two columns that an array of one axis stands for: 1 − p and p. */
export function twoColumns(p: Expr): Expr {
  const second = p.expandDims(1);
  const first = constant(1).sub(second);
  return first
    .pad(1, 0, 1)
    .add(second.pad(1, 1, 0))
    .as('columns', [constant(1).sub(p), p]);
}

/**
 * An array of one axis, or of a second one of length 1 (`column_or_1d`).
 * @throws LossauditError `shape-refused`
 */
export function columnOf(x: Expr, what: string, who: string): Expr {
  if (x.rank === 1) return x;
  if (x.rank === 2 && x.shape[1] === 1) return x.squeeze(1);
  throw new LossauditError(
    'shape-refused',
    { who, what, shape: shapeText(x.shape), wanted: 'one axis' },
    { where: what },
  );
}

/**
 * The positions of the labels among the classes, in ascending order (LabelBinarizer).
 * @param strict a label that `labels` lacks is refused; else its row has no class at all: −1
 */
export function classIndex(
  y: Expr,
  columns: number,
  labels: Expr | null,
  who: string,
  strict: boolean,
): Expr {
  const targets = whole(columnOf(y, 'y_true', who), 'y_true', who);
  return fromLabels('class_of', targets, labels, (values, given) => {
    const classes = classesFrom(values, given, who).several().fit(columns);
    if (strict) {
      // 1.7 and later compare the classes with the labels, one by one.
      if (given && given.length !== classes.all.length) classes.twice();
      return (value) => classes.position(value);
    }
    // Of two classes one column says whether it is the second, unless the targets have more.
    const none = columns === 2 && classesOf(values).length <= 2 ? 0 : -1;
    return (value) => (classes.has(value) ? classes.position(value) : none);
  });
}

/**
 * Several labels a sample: as many columns as the predictions have.
 * @throws LossauditError `shape-refused`
 */
export function indicatorTargets(y: Expr, p: Expr, labels: Expr | null, who: string): Expr {
  if (labels || y.shape[1] !== p.shape[1] || y.rank > 2) {
    const wanted = labels
      ? 'one label a sample, as labels has them'
      : `as y_pred, of shape ${shapeText(p.shape)}`;
    const data = { who, what: 'y_true', shape: shapeText(y.shape), wanted };
    throw new LossauditError('shape-refused', data, { where: 'y_true' });
  }
  return indicators(y, 'y_true', who);
}

/**
 * Several labels a sample have two values: more are classes of several outputs.
 * @throws LossauditError `value-out-of-range` when they are met
 */
export function indicators(x: Expr, what: string, who: string): Expr {
  return fromLabels('indicators', whole(x, what, who), null, (values) => {
    const [, , third] = classesOf(values);
    if (third === undefined) return (label) => label;
    const wanted = 'two values where samples have several labels';
    throw new LossauditError(
      'value-out-of-range',
      { what, at: '', value: third, wanted, who },
      { where: what },
    );
  });
}
