"""The specs of fixtures/keras/differential.json run by one version: writes their results into that file.

python differential.py ROLE OLD FIXTURE
ROLE     tfk215 (tf.keras of TensorFlow 2.15) | k2:VERSION (tf.keras sources 2.9 - 2.14) | std:VERSION (Keras 2.2, 2.3) |
         k3:VERSION:BACKEND (VERSION `cur`: the installed one)
OLD      the folder with the sources of old versions that setup.sh makes
A spec is a loss called on tensors (`call`) or one epoch of fit with a model that passes its input through (`fit`).
"""
import sys, os, json, math, importlib.util, warnings
warnings.filterwarnings('ignore')
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import logging
logging.disable(logging.WARNING)
role, OLD, fixture = sys.argv[1:4]
here = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location('gen', os.path.join(here, 'gen_keras_cases.py'))
gen = importlib.util.module_from_spec(spec); spec.loader.exec_module(gen)
parts = role.split(':')
era = {'tfk215': 'tf2', 'k2': 'tf2', 'std': 'std', 'k3': 'k3'}[parts[0]]
if parts[0] == 'std':
    keras = gen.boot_standalone(OLD, parts[1]); import keras.backend as K
elif parts[0] == 'tfk215':
    import tensorflow as tf; keras = tf.keras; K = keras.backend
    tf.get_logger().setLevel('ERROR')
elif parts[0] == 'k2':
    keras = gen.boot_k2(OLD, parts[1]); import tensorflow as tf; K = keras.backend
else:
    os.environ['KERAS_BACKEND'] = parts[2]
    if parts[1] != 'cur':
        sys.path.insert(0, OLD + '/extra'); sys.path.insert(0, OLD + '/keras-' + parts[1])
    import keras
    from keras import ops
    if parts[2] == 'tensorflow': import tensorflow as tf
import numpy as np
ver = keras.__version__ if parts[0] != 'tfk215' else '2.15.0'
def _nan(v): return gen._nan(v)
def A(v, dt='float32'): return np.array(_nan(v), dtype=dt)
def num(x):
    x = float(x)
    return 'NaN' if math.isnan(x) else ('Infinity' if x > 0 else '-Infinity') if math.isinf(x) else x
def nest(a):
    a = np.asarray(a)
    if a.dtype.name == 'bfloat16': a = a.astype('float32')
    return num(a) if a.ndim == 0 else [nest(v) for v in a]
CLS, OLDNAME = gen.CLS, gen.OLDNAME

def lossobj(s, red):
    p = dict(s.get('params', {})); p.pop('reduction', None)
    L = keras.losses
    c = CLS[s['loss']]
    kw = dict(p)
    if red is not None: kw['reduction'] = red
    if era == 'std':
        if hasattr(L, c): return getattr(L, c)(**kw)
        kw.pop('reduction', None)
        return L.LossFunctionWrapper(getattr(L, OLDNAME.get(s['loss'], s['loss'])), name='x', **({'reduction': red} if red else {}), **kw)
    if era == 'k3' and s.get('dtype', 'float32') != 'float32': kw['dtype'] = s['dtype']
    return getattr(L, c)(**kw)

def call(s):
    dt = s.get('dtype', 'float32')
    if era == 'std' and dt != 'float32' or era == 'tf2' and dt == 'bfloat16': raise RuntimeError('skip: no such dtype')
    ytd, ypd = s.get('y_true_dtype', dt), s.get('y_pred_dtype', dt)
    if era == 'k3' and dt == 'bfloat16': ytd = ypd = 'float32'
    npd = lambda d: d
    yt, yp = A(s['y_true'], ytd), A(s['y_pred'], ypd)
    if 'empty' in s: yt, yp = yt.reshape(s['empty'][0]), yp.reshape(s['empty'][1])
    sw = None if 'sample_weight' not in s else A(s['sample_weight'], dt if dt != 'bfloat16' else 'float32')
    mask = None if 'mask' not in s else np.array(s['mask'], bool)
    r = {}
    red = s.get('reduction', 'sum_over_batch_size')
    if era == 'std':
        t, q = K.constant(yt), K.constant(yp)
        w = None if sw is None else K.constant(sw)
        m = None if mask is None else K.constant(mask.astype('float32'))
        if ver < '2.3':
            from keras.engine.training_utils import weighted_masked_objective as wmo
            p = dict(s.get('params', {}))
            fn = getattr(keras.losses, OLDNAME.get(s['loss'], s['loss']))
            if p.pop('from_logits', False):
                b = getattr(K, s['loss'])
                fn = (lambda t, q: K.mean(b(t, q, from_logits=True), axis=-1)) if s['loss'] == 'binary_crossentropy' else (lambda t, q: b(t, q, from_logits=True))
            assert not p, p
            r['expected'] = nest(K.eval(wmo(fn)(t, q, w, m)))
            return r
        if m is not None: raise RuntimeError('skip: mask in 2.3 only in fit')
        r['per_sample'] = nest(K.eval(lossobj(s, 'none')(t, q, sample_weight=w)))
        r['expected'] = nest(K.eval(lossobj(s, red)(t, q, sample_weight=w)))
        return r
    if era == 'tf2':
        t, q = tf.constant(yt), tf.constant(yp)
        if mask is not None: q._keras_mask = tf.constant(mask)
        w = None if sw is None else tf.constant(sw)
        tot = lossobj(s, red)(t, q, sample_weight=w)
        r['expected'] = nest(tot.numpy())
        r['per_sample'] = nest(lossobj(s, 'none')(t, q, sample_weight=w).numpy())
        return r
    def pred():
        x = ops.convert_to_tensor(yp)
        if mask is not None:
            try: keras.src.backend.set_keras_mask(x, ops.convert_to_tensor(mask))
            except AttributeError: x._keras_mask = ops.convert_to_tensor(mask)
        return x
    C = lambda v: ops.convert_to_numpy(ops.cast(v, 'float32') if dt == 'bfloat16' else v)
    r['expected'] = nest(C(lossobj(s, red)(yt, pred(), sample_weight=sw)))
    r['per_sample'] = nest(C(lossobj(s, 'none')(yt, pred(), sample_weight=sw)))
    return r

def metric(s):
    """A metric of keras.metrics, called on the batches of its arrays."""
    c = {'log_cosh': 'LogCoshError'}.get(s['loss'], CLS[s['loss']])
    if era == 'std' and ver < '2.3': raise RuntimeError('skip: 2.2 has functions alone')
    m = getattr(keras.metrics, c)(**s.get('params', {}))
    yt, yp = A(s['y_true'], s.get('y_true_dtype', 'float32')), A(s['y_pred'])
    sw = None if 'sample_weight' not in s else A(s['sample_weight'])
    mask = None if 'mask' not in s else np.array(s['mask'], bool)
    if era == 'std':
        if mask is not None or 'batch_size' in s: raise RuntimeError('skip: one call on tensors')
        return {'expected': nest(K.eval(m(K.constant(yt), K.constant(yp), sample_weight=None if sw is None else K.constant(sw))))}
    size = s.get('batch_size', max(1, len(yp)))
    for i in range(0, len(yp), size):
        cut = lambda v: None if v is None else v if np.ndim(v) == 0 else v[i:i + size]
        t, q, w = (tf.constant(cut(yt)), tf.constant(cut(yp)), cut(sw)) if era == 'tf2' else (cut(yt), ops.convert_to_tensor(cut(yp)), cut(sw))
        if mask is not None:
            try: keras.src.backend.set_keras_mask(q, ops.convert_to_tensor(cut(mask)))
            except (AttributeError, NameError): q._keras_mask = (tf.constant if era == 'tf2' else ops.convert_to_tensor)(cut(mask))
        m.update_state(t, q, sample_weight=w)
    return {'expected': nest(ops.convert_to_numpy(m.result()) if era == 'k3' else m.result().numpy())}

Layer = keras.layers.Layer
class Out(Layer):
    def __init__(self, n, mrank=0, reg=0., act=None, **k):
        super(Out, self).__init__(**k); self.supports_masking = True
        self.mrank, self.reg, self.act = mrank, reg, act
    def build(self, shape):
        self.w = self.add_weight(name='w', shape=(), initializer='ones', trainable=True)
        self.built = True
    def call(self, inputs):
        x = inputs[0] if isinstance(inputs, (list, tuple)) else inputs
        if self.reg:
            self.add_loss(self.w * self.reg if era != 'std' else self.w * self.reg)
        return x * self.w
    def compute_output_shape(self, shape):
        return shape[0] if isinstance(shape, (list,)) and isinstance(shape[0], (list, tuple)) else shape
    def compute_mask(self, inputs, mask=None):
        if not isinstance(inputs, (list, tuple)): return None
        m = inputs[1]
        if era == 'k3':
            m = ops.cast(m, 'bool')
            return ops.squeeze(m, 1) if self.mrank == 1 else m
        m = K.cast(m, 'bool')
        return K.squeeze(m, 1) if self.mrank == 1 else m

def tfloss(s, single):
    """string when nothing is set"""
    p = s.get('params', {})
    if era == 'std' and ver < '2.3':
        assert not p, 'no params in 2.2'
        return OLDNAME.get(s['loss'], s['loss'])
    # Neither is a name that compile() of every version takes.
    alone = 'focal' in s['loss'] or 'generalized' in s['loss'] or s['loss'] == 'ctc'
    if not p and 'reduction' not in s and not alone:
        if era == 'std': return OLDNAME.get(s['loss'], s['loss']) if s['loss'] not in ('huber',) else 'huber_loss'
        return s['loss']
    return lossobj(s, s.get('reduction', None))

def fit(s):
    outs = s['outputs'] if 'outputs' in s else {'output': s}
    single = 'outputs' not in s
    L = keras.layers
    xs, ins, ys, os_, sws, losses, lws = [], [], [], [], [], [], []
    temporal = False
    for i, (name, o) in enumerate(outs.items()):
        yp = A(o['y_pred']); yt = A(o['y_true'], o.get('y_true_dtype', 'float32'))
        mk = (lambda sh: L.Input(sh)) if era != 'k3' else (lambda sh: keras.Input(sh))
        inp = mk(yp.shape[1:]); ins.append(inp); xs.append(yp)
        lay = Out(0, mrank=0 if 'mask' not in o else np.array(o['mask']).ndim, reg=s.get('regularization', 0.) if i == 0 else 0., name=name)
        if 'mask' in o:
            m = A(o['mask'])
            m2 = m[:, None] if m.ndim == 1 else m
            mi = mk(m2.shape[1:]); ins.append(mi); xs.append(m2)
            out = lay([inp, mi])
        else: out = lay(inp)
        if s.get('activation'):
            out = L.Activation(s['activation'])(out)
        os_.append(out); ys.append(yt)
        sws.append(A(o['sample_weight']) if 'sample_weight' in o else None)
        if 'sample_weight' in o and np.array(o['sample_weight']).ndim > 1: temporal = True
        losses.append(tfloss(o, single)); lws.append(o.get('loss_weight', 1.))
    model = keras.models.Model(ins if len(ins) > 1 else ins[0], os_ if len(os_) > 1 else os_[0])
    kw = {}
    if era == 'std' and temporal:
        kw['sample_weight_mode'] = 'temporal' if single else {n: ('temporal' if 'sample_weight' in o and np.array(o['sample_weight']).ndim > 1 else None) for n, o in outs.items()}
    if era == 'k3' and not s.get('jit'): kw['jit_compile'] = False
    if s.get('run_eagerly'): kw['run_eagerly'] = True
    if not single: kw['loss_weights'] = lws
    opt = keras.optimizers.SGD(lr=0.) if era == 'std' else keras.optimizers.SGD(learning_rate=0.)
    model.compile(optimizer=opt, loss=losses if not single else losses[0], **kw)
    X = xs if len(xs) > 1 else xs[0]
    Y = ys if not single else ys[0]
    anysw = any(w is not None for w in sws)
    if single: W = sws[0]
    elif not anysw: W = None
    elif era == 'std': W = sws
    else: W = [w if w is not None else np.ones(len(xs[0]), 'float32') for w in sws] if anysw else None
    if era == 'k3' and not single and anysw: W = [w if w is not None else np.ones((len(xs[0]),1), 'float32') for w in sws]
    cw = {int(k): v for k, v in s['class_weight'].items()} if 'class_weight' in s else None
    n = len(xs[0]); bs = s.get('batch_size', n)
    r = {}
    finite = not s.get('nonfinite')
    if cw is None:
        if not finite or s.get('evaluate'):
            ev = model.evaluate(X, Y, batch_size=bs, verbose=0, sample_weight=W)
            r['evaluate'] = num(np.ravel(ev)[0])
        cut = lambda v, i: None if v is None else [None if q is None else q[i:i+bs] for q in v] if isinstance(v, list) else v[i:i+bs]
        b = []
        if bs < n:
            for i in range(0, n, bs):
                if hasattr(model, 'reset_metrics'): model.reset_metrics()
                b.append(num(np.ravel(model.test_on_batch(cut(X, i), cut(Y, i), sample_weight=cut(W, i)))[0]))
            r['batches'] = b
            if hasattr(model, 'reset_metrics'): model.reset_metrics()
    if finite:
        h = model.fit(X, Y, batch_size=bs, epochs=1, shuffle=False, verbose=0, sample_weight=W, class_weight=cw)
        r['expected'] = num(h.history['loss'][0])
        r['logs'] = {k: num(v[0]) for k, v in h.history.items()}
    if 'expected' not in r: r['expected'] = r['evaluate']
    return r

doc = json.load(open(fixture))
def vt(v): return tuple(int(x) for x in v.split('.')[:2])
nomean = vt(ver) < (3, 7)
for k, case in enumerate(doc['cases']):
    s = json.loads(json.dumps(case['spec']))
    for o in [s] + list(s.get('outputs', {}).values()):
        if nomean and o.get('reduction', '').startswith('mean'): o['reduction'] = 'sum_over_batch_size'
    try:
        r = {'call': call, 'fit': fit, 'metric': metric}[s['kind']](s)
        r = {key: r[key] for key in ('expected', 'per_sample', 'batches') if key in r}
    except (AssertionError, StopIteration):
        continue
    except Exception as e:
        message = str(e)
        # Not refused but impossible to ask: an argument that the version lacks, a gradient of a vector.
        if 'keyword argument' in message or message.startswith('skip') or 'grad can be' in message or 'grad_input' in message: continue
        r = {'error': type(e).__name__}
    case['results'][role] = r
    if s['kind'] == 'fit' or (era == 'std' and k % 20 == 19):
        try:
            (K if era != 'k3' else keras.backend).clear_session()
        except Exception: pass
with open(fixture + '.tmp', 'w') as f:
    f.write('{"about": %s, "cases": [\n' % json.dumps(doc['about']) + ',\n'.join(json.dumps(c) for c in doc['cases']) + '\n]}\n')
os.replace(fixture + '.tmp', fixture)
print(role, ver, len(doc['cases']))
