"""fixtures/formats/python-format.json: numbers as Python formats them, ties and ends of the range among them.

python make_python_format.py > ../fixtures/formats/python-format.json
"""
import json
import random
import struct
import sys

R = random.Random(7)
values = [0.0, -0.0, 0.5, 1.5, 2.5, 0.125, 0.375, 1e-4, 5e-5, 1.00005, 9.99995, 99.5, 999.5, 1e15, 1e16, 1e21, 1e22, 5e-324, 1.7976931348623157e308, 123456.5, 0.00012345, 12345.678]
values += [k / 2**n for n in (3, 5, 14) for k in (1, 3, 5, 7, 12345)]
values += [R.uniform(-1, 1) * 10 ** R.randint(-12, 12) for _ in range(150)]
values += [struct.unpack('<f', struct.pack('<f', R.uniform(0, 10)))[0] for _ in range(50)]
cases = [
    {
        'value': repr(x),
        'fixed': {str(d): f'%.{d}f' % x for d in (0, 1, 2, 4)},
        'exponent': {str(d): f'%.{d}e' % x for d in (0, 3, 4)},
        'general': {str(d): f'%.{d}g' % x for d in (3, 4)},
        **({'rounded': repr(round(x, 4))} if abs(x) < 1e15 else {}),
    }
    for x in values
]
print('{"python": %s, "cases": [' % json.dumps(sys.version.split()[0]))
print(',\n'.join(json.dumps(c) for c in cases))
print(']}')
