"""What the generators share: random arrays of short decimals, the case format of
fixtures/README.md, how numbers are written.

A generator makes `Spec`s from one seed, so that every version of its framework runs the same ones,
and prints each as a line of JSON after a first line that names the versions. Numbers of a spec are
decimals of few digits; the framework gets them rounded to the dtype.
"""
import json
import math
import platform
import random
import re
import sys
import warnings
from fractions import Fraction

# Bits of the significand and exponent of the smallest normal number.
FORMATS = {'float64': (53, -1022), 'float32': (24, -126), 'float16': (11, -14), 'bfloat16': (8, -126)}


def shortest(x, dtype):
    """The shortest decimal that rounds to x, a value of `dtype`; non-finite ones as strings."""
    x = float(x)
    if math.isnan(x): return 'NaN'
    if math.isinf(x): return 'Infinity' if x > 0 else '-Infinity'
    if x == int(x) and abs(x) < 1e15 and not (x == 0 and math.copysign(1, x) < 0): return int(x)
    if dtype == 'float64' or x == 0: return x
    bits, smallest = FORMATS[dtype]
    mantissa, exponent = math.frexp(abs(x))
    unit = Fraction(2) ** (max(exponent, smallest + 1) - bits)
    room = unit / (4 if mantissa == 0.5 else 2)
    for digits in range(1, 18):
        y = float('%.*g' % (digits, x))
        if abs(Fraction(y) - Fraction(x)) < room: return y
    return x


def nest(a, dtype):
    """Nested lists of literals of an array, or of nested lists of numbers."""
    if hasattr(a, 'tolist'): a = a.tolist()
    return [nest(v, dtype) for v in a] if isinstance(a, (list, tuple)) else shortest(a, dtype)


def number(v):
    """What a literal of a case stands for."""
    if isinstance(v, list): return [number(w) for w in v]
    return float(v) if isinstance(v, str) else v


def shape_of(a):
    return [] if not isinstance(a, list) else [len(a)] + (shape_of(a[0]) if a else [])


def full(shape, f):
    return f() if not shape else [full(shape[1:], f) for _ in range(shape[0])]


def leaves(a):
    """Every innermost list of a nested list, to change in place."""
    if a and isinstance(a[0], list):
        for row in a: yield from leaves(row)
    elif isinstance(a, list): yield a


class Random(random.Random):
    """Arrays of short decimals."""

    def normal(self, shape, scale=2.0, digits=2): return full(shape, lambda: round(self.gauss(0, scale), digits))
    def unit(self, shape): return full(shape, lambda: self.randint(1, 99) / 100)
    def positive(self, shape, most=5): return full(shape, lambda: self.randint(1, 20 * most) / 20)
    def counts(self, shape, most=6): return full(shape, lambda: self.randint(0, most))
    def bits(self, shape): return full(shape, lambda: self.randint(0, 1))
    def signs(self, shape): return full(shape, lambda: self.choice([-1, 1]))
    def labels(self, shape, classes): return full(shape, lambda: self.randrange(classes))
    def weights(self, shape): return full(shape, lambda: self.choice([0, 0.25, 0.5, 1, 1, 2, 3]))
    def mask(self, shape): return full(shape, lambda: int(self.random() < 0.6))

    def onehot(self, shape):
        def row():
            at = self.randrange(shape[-1])
            return [int(c == at) for c in range(shape[-1])]
        return full(shape[:-1], row)

    def shares(self, shape, parts=20):
        """Rows that add up to one."""
        def row():
            cuts = sorted(self.randint(0, parts) for _ in range(shape[-1] - 1))
            return [(b - a) / parts for a, b in zip([0] + cuts, cuts + [parts])]
        return full(shape[:-1], row)

    def sometimes(self, chance): return self.random() < chance

    def spoil(self, a, values):
        """One or two of the numbers of `a` become odd ones."""
        rows = [r for r in leaves(a) if r]
        for _ in range(self.randint(1, 2)):
            if not rows: return a
            row = self.choice(rows)
            row[self.randrange(len(row))] = self.choice(values)
        return a


ODD = ['Infinity', '-Infinity', 'NaN']
LARGE = [0, 30, -30, 100, -100, 1000, -1000]


class Skip(Exception):
    """This version has no such function."""


def first_line(error):
    text = next((line.strip() for line in str(error).splitlines() if line.strip()), '')
    # TensorFlow puts the name of its kernel and device before and after the sentence.
    return re.sub(r'^\{\{.*?\}\} | \[Op:\w+\].*$', '', text)[:240]


def refusal(error, about):
    return {'type': type(error).__name__, 'message': first_line(error), 'about': about}


ORDER = ['id', 'library', 'version', 'loss', 'api', 'params', 'y_true', 'y_pred', 'inputs', 'sample_weight', 'mask', 'reduction', 'mode', 'dtype',
         'dtypes', 'expected_dtype', 'shapes', 'expected_per_sample', 'expected', 'expected_error', 'warning']


def with_shapes(case):
    """Lists do not show the shape of an array without numbers: `shapes` does."""
    given = {**{k: case.get(k) for k in ('y_true', 'y_pred', 'sample_weight', 'mask')}, **case.get('inputs', {})}
    lost = {k: s for k, s in case.get('shapes', {}).items() if given.get(k) == [] or 0 in s}
    return {**{k: v for k, v in case.items() if k != 'shapes'}, **({'shapes': lost} if lost else {})}


def emit(versions, specs, run, library, prefix, about_of):
    """Runs each spec (a dict of the case's fields) and prints its case.

    `run(spec)` gives the fields that the framework answers, `about_of(error, spec)` what an error is
    about if its message says so. A library of None: each spec names its own.
    """
    warnings.simplefilter('always')
    numpy = sys.modules.get('numpy')
    print(json.dumps({'versions': {**versions, **({'numpy': numpy.__version__} if numpy else {}), 'python': platform.python_version()}}))
    for i, spec in enumerate(specs):
        about = spec.get('about')
        named = spec.get('library', library)
        case = {'id': '%s-%04d-%s' % (prefix or named, i, spec['loss']), 'library': named, 'version': versions[named], **{k: v for k, v in spec.items() if k != 'about'}}
        try:
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter('always')
                case.update(run(spec))
            # Deprecations of numpy and the like are not the framework's word about the data.
            words = [first_line(w.message) for w in seen if issubclass(w.category, (UserWarning, FutureWarning))]
            if words: case['warning'] = words[0]
        except Skip: continue
        except Exception as error:  # noqa: BLE001 - what a framework refuses is the answer
            if isinstance(error, (NameError, ImportError)) and not isinstance(error, UnboundLocalError): raise
            named = about_of(error, spec) or about
            if named is None: print('nobody knows what this is about:', case['loss'], spec.get('params'), repr(error)[:200], file=sys.stderr)
            case['expected_error'] = refusal(error, named or 'y_pred')
        if case.get('expected_dtype') == case['dtype']: del case['expected_dtype']
        case = with_shapes(case)
        ordered = {k: case[k] for k in ORDER if k in case}
        assert len(ordered) == len(case), set(case) - set(ordered)
        print(json.dumps(ordered, separators=(',', ':'), ensure_ascii=False))
