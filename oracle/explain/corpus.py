"""Writes fixtures/explain/{reports,scenarios,users}: audits with numbers that people saw, and what is
behind each. Every number is computed here with numpy, step by step, and must round to the text that was
published, so that no case blames the engine for a wrong number.

    python3 oracle/explain/corpus.py        (numpy only)
"""
import decimal
import json
import pathlib
import shutil

import numpy as np

OUT = pathlib.Path(__file__).resolve().parents[2] / 'fixtures' / 'explain'


def number(text, value, causes=None, why='', spacing=None, **more):
    """A printed number; `value` is the same by numpy. `causes` are the sets of `what` of which one must be
    among the causes named; None: the audit itself gives it. `spacing`: the dtype that the number was
    computed in, whose spacing it may be off."""
    value = float(value)
    if value != value or value in (float('inf'), float('-inf')): raise ValueError(text)
    last = decimal.Decimal(text).as_tuple().exponent
    room = 0.5000001 * 10.0 ** last
    if spacing: room = max(room, 2 * float(np.spacing(np.asarray(abs(value), spacing))))
    off = abs(value - float(text))
    if off > room and not more.get('misprinted'):
        raise ValueError(f'{text} is not {value!r}')
    entry = {'reported': text}
    if causes is None: entry['agrees'] = True
    else: entry['causes'] = causes
    return {**entry, **{k: v for k, v in more.items() if v is not None}, 'value': value, 'why': why}


def case(name, source, audit, numbers, checked='numpy', url=None):
    return name, {'source': source, **({'url': url} if url else {}), 'checked': checked,
                  'audit': plain(audit), 'numbers': numbers}


def plain(x):
    if isinstance(x, np.ndarray): return plain(x.tolist())
    if isinstance(x, dict): return {k: plain(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)): return [plain(v) for v in x]
    if isinstance(x, np.generic): return x.item()
    return x


def text(value):
    """Keys of the case and of the audit on lines of their own, all else on one."""
    def one(v): return json.dumps(v, ensure_ascii=False)
    lines = []
    for key, v in value.items():
        if key == 'audit':
            inner = ',\n'.join(f'    {one(k)}: {one(w)}' for k, w in v.items())
            lines.append(f'  "audit": {{\n{inner}\n  }}')
        elif key == 'numbers':
            inner = ',\n'.join(f'    {one(n)}' for n in v)
            lines.append(f'  "numbers": [\n{inner}\n  ]')
        else: lines.append(f'  {one(key)}: {one(v)}')
    return '{\n' + ',\n'.join(lines) + '\n}\n'


def write(folder, cases):
    target = OUT / folder
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    names = [name for name, _ in cases]
    if len(set(names)) != len(names): raise ValueError('a name twice')
    for name, value in cases: (target / f'{name}.json').write_text(text(value))
    print(f'{folder}: {len(cases)} cases, {sum(len(c["numbers"]) for _, c in cases)} numbers')


if __name__ == '__main__':
    import reports
    import scenarios
    import users
    write('reports', reports.CASES)
    write('scenarios', scenarios.CASES)
    write('users', users.CASES)
