"""Random cases of the losses of transformers and TRL: generate.py [SEED] > cases (see ../run.mjs).

transformers: y_pred logits, y_true labels, `vocab_size` and `num_labels` from the shape unless
given. TRL: its trainers' own lines run on a stand-in for the trainer and the model, which gives the
log-probabilities of the case: y_pred is the log-probabilities of each token (0 where the mask is
0), y_true the completion mask; rows chosen first, rejected after them (SFT and DPO: y_true has the
first token too).
"""
import os
import sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
os.environ['TRANSFORMERS_VERBOSITY'] = 'error'
from collections import defaultdict
from types import SimpleNamespace
import torch
import transformers
import trl
from transformers.loss import loss_utils
from transformers.trainer_pt_utils import LabelSmoother
from trl.trainer.dpo_trainer import DPOTrainer
from trl.trainer.grpo_trainer import GRPOTrainer
from trl.trainer.reward_trainer import RewardTrainer
from trl.trainer.sft_trainer import SFTTrainer
from common import Random, emit, nest, number

torch.set_num_threads(1)
BATCHWISE = ('DPO aot', 'DPO aot_unpaired', 'DPO sft')


# ---- running one spec

def tensor(value, dtype): return None if value is None else torch.tensor(number(value), dtype=torch.float64).to(getattr(torch, dtype))
def literals(t): return nest(t.detach().to(torch.float64), str(t.dtype).split('.')[-1])


class Accelerator:
    """One process: what it gathers is what it has."""
    device, num_processes, parallelism_config, sync_gradients = torch.device('cpu'), 1, None, True
    def gather(self, x): return x
    def gather_for_metrics(self, x): return x
    def reduce(self, x, reduction=None): return x


def trainer(**more):
    plain = dict(accelerator=Accelerator(), model=SimpleNamespace(training=True), aux_loss_enabled=False, _metrics={'train': defaultdict(list), 'eval': defaultdict(list)},
                 _total_train_tokens=0, _tp_size=1, get_tp_size=lambda: 1)
    return SimpleNamespace(**{**plain, **more})


def forward(logps, mask):
    """A model whose fused head has these log-probabilities."""
    zeros = torch.zeros_like(logps)
    return lambda **_: SimpleNamespace(log_probs=logps, label_mask=mask, entropy=zeros, is_top1=zeros.bool(), mean_logits=zeros, log_sum_sq_probs=zeros)


def dpo(spec, p, t, inputs):
    q = spec['params']
    self = trainer(ld_alpha=q.get('ld_alpha'), precompute_ref_logps=True, f_divergence_type=q.get('f_divergence_type', 'reverse_kl'), f_alpha_divergence_coef=q.get('f_alpha_divergence_coef', 0.5),
                   loss_types=[q['loss_type']], loss_weights=[1.0], beta=q.get('beta', 0.1), label_smoothing=q.get('label_smoothing', 0.0), use_weighting=False, args=SimpleNamespace(discopop_tau=q.get('discopop_tau', 0.05)))
    ids = torch.zeros_like(t)
    batch = dict(input_ids=ids, attention_mask=torch.ones_like(t), completion_mask=t, **inputs)
    return DPOTrainer._compute_loss(self, forward(p, t[:, 1:]), batch, False)


def sft(spec, p, t, _):
    q = spec['params']
    self = trainer(compute_loss_func=None, label_smoother=None, args=SimpleNamespace(loss_type=q['loss_type'], average_tokens_across_devices=False, max_length=None))
    batch = dict(input_ids=torch.zeros_like(t), labels=t, attention_mask=torch.ones_like(t))
    return SFTTrainer.compute_loss(self, forward(p, t[:, 1:]), batch, num_items_in_batch=q.get('num_items_in_batch'))


def grpo(spec, p, t, inputs):
    q = spec['params']
    self = trainer(top_entropy_quantile=1.0, off_policy_mask_threshold=None, importance_sampling_level=q.get('importance_sampling_level', 'token'), beta=q.get('beta', 0.0), loss_type=q['loss_type'],
                   epsilon_low=q.get('epsilon', 0.2), epsilon_high=q.get('epsilon_high', q.get('epsilon', 0.2)), use_vllm=False, vllm_importance_sampling_correction=False, _entropy_bonus_enabled=False,
                   max_completion_length=q.get('max_completion_length', 256), current_gradient_accumulation_steps=q.get('gradient_accumulation_steps', 1),
                   _get_per_token_logps_and_entropies=lambda *_, **__: (p, torch.zeros_like(p), None),
                   args=SimpleNamespace(delta=q.get('delta'), use_bias_correction_kl=False, sapo_temperature_pos=q.get('sapo_temperature_pos', 1.0), sapo_temperature_neg=q.get('sapo_temperature_neg', 1.05),
                                        steps_per_generation=q.get('steps_per_generation', 1)))
    batch = dict(prompt_ids=torch.zeros_like(t), prompt_mask=torch.ones_like(t), completion_ids=torch.zeros_like(t), completion_mask=t, **inputs)
    if 'num_items_in_batch' in q: batch['num_items_in_batch'] = torch.tensor(float(q['num_items_in_batch']))
    return GRPOTrainer._compute_loss(self, None, batch)


def reward(spec, p, _, inputs):
    self = trainer(args=SimpleNamespace(center_rewards_coefficient=spec['params'].get('center_rewards_coefficient')))
    batch = dict(attention_mask=torch.ones(len(p)), **inputs)
    return RewardTrainer.compute_loss(self, lambda **_: SimpleNamespace(logits=p.unsqueeze(-1)), batch)


def hugging_face(spec, p, t, inputs):
    q = dict(spec['params'])
    config = SimpleNamespace(num_labels=q.pop('num_labels', p.shape[-1]), problem_type=q.pop('problem_type', None))
    loss = spec['loss']
    if loss == 'LabelSmoother':
        own = {k: q.pop(k) for k in ('epsilon', 'ignore_index') if k in q}
        return LabelSmoother(**own)({'logits': p}, t, **q)
    if loss == 'ForQuestionAnsweringLoss': return loss_utils.ForQuestionAnsweringLoss(p, inputs['end_logits'], t['start'], t['end'], **q)
    if loss == 'ForSequenceClassificationLoss': return loss_utils.ForSequenceClassificationLoss(t, p, config, **q)
    if loss == 'ForTokenClassification': return loss_utils.ForTokenClassification(p, t, config, **q)
    if loss == 'ForMaskedLMLoss': return loss_utils.ForMaskedLMLoss(p, t, **q)
    if 'shift_labels' in q: q['shift_labels'] = torch.tensor(q['shift_labels'])
    return getattr(loss_utils, loss)(p, t, **q)


RUNS = {'DPO': dpo, 'SFT': sft, 'GRPO': grpo, 'Reward': reward}


def run(spec):
    dtypes = spec.get('dtypes', {})
    p, t, whole = tensor(spec['y_pred'], spec['dtype']), spec['y_true'], dtypes.get('y_true', 'int64')
    t = {k: tensor(v, whole) for k, v in t.items()} if isinstance(t, dict) else tensor(t, whole)
    inputs = {k: tensor(v, dtypes.get(k, spec['dtype'])) for k, v in spec.get('inputs', {}).items()}
    kind = RUNS.get(spec['loss'].split()[0], hugging_face)
    result = kind(spec, p, t, inputs)
    out = {}
    if kind is dpo and spec['loss'] not in BATCHWISE:
        n = len(p) // 2
        one = lambda i: kind(spec, p[[i, i + n]], t[[i, i + n]], {k: v[[i]] for k, v in inputs.items()})
        out['expected_per_sample'] = literals(torch.stack([one(i) for i in range(n)]))
    return {**out, 'expected': literals(result), 'expected_dtype': str(result.dtype).split('.')[-1]}


def about(error, spec):
    text = str(error)
    rules = [('Unknown loss type', 'loss_type'), ('Invalid problem type', 'problem_type'), ('Unknown f_divergence', 'f_divergence_type'), ('importance sampling level', 'importance_sampling_level'), ('out of bounds', 'y_true')]
    return next((name for words, name in rules if words in text), None)


# ---- making specs

rng = Random(int(sys.argv[1]) if len(sys.argv) > 1 else 14)
specs = []
INT = {'dtypes': {'y_true': 'int64'}}


def add(loss, y_pred, y_true, params=None, reduction='mean', library='transformers', **more):
    if library == 'transformers':
        api = 'transformers.trainer_pt_utils.LabelSmoother' if loss == 'LabelSmoother' else 'transformers.loss.loss_utils.' + loss
        dtype = more.pop('dtype', None) or rng.choice(['float32'] * 4 + ['bfloat16', 'float16'])
    else:
        api = {'DPO': 'trl.DPOTrainer._compute_loss', 'SFT': 'trl.SFTTrainer.compute_loss', 'GRPO': 'trl.GRPOTrainer._compute_loss', 'Reward': 'trl.RewardTrainer.compute_loss'}[loss.split()[0]]
        dtype = 'float32'
    specs.append(dict(library=library, loss=loss, api=api, params=params or {}, y_true=y_true, y_pred=y_pred, reduction=reduction, dtype=dtype, **more))


def some(**params): return {k: v for k, v in params.items() if rng.sometimes(0.6)}


def ignored(t, all_of_them=False): return [[-100 if all_of_them or rng.sometimes(0.3) else v for v in row] for row in t]


def counted(params, most=12):
    """Tokens of the whole window, in half of the cases."""
    if rng.sometimes(0.5): params['num_items_in_batch'] = rng.randint(1, most)
    return 'sum/num_items' if 'num_items_in_batch' in params else 'mean'


for loss in ('ForCausalLMLoss', 'ForMaskedLMLoss', 'ForTokenClassification', 'LabelSmoother'):
    for k in range(26):
        n, t, c = rng.choice([(1, 3, 3), (2, 3, 3), (2, 2, 4), (1, 4, 4), (2, 4, 3), (3, 2, 3)])
        y = ignored(rng.labels([n, t], c), all_of_them=k % 9 == 8)
        params = {}
        if loss in ('ForCausalLMLoss', 'ForMaskedLMLoss'): params = {'vocab_size': c}
        if loss == 'LabelSmoother': params = some(epsilon=rng.choice([0.1, 0.3, 0, 1]), shift_labels=rng.choice([True, False]))
        if loss == 'ForCausalLMLoss' and k % 6 == 5: params['shift_labels'] = ignored(rng.labels([n, t], c))
        if k % 7 == 6:
            params['ignore_index'] = 0
            if loss == 'LabelSmoother': y = rng.labels([n, t], c)
        if k % 10 == 9: rng.spoil(y, [-1])
        add(loss, rng.normal([n, t, c]), y, params, counted(params), about='y_true', **INT)
    vocab = {'vocab_size': 3} if loss in ('ForCausalLMLoss', 'ForMaskedLMLoss') else {}
    for bad in (3, -1): add(loss, rng.normal([1, 3, 3]), [[0, bad, 1]], vocab, dtype='float32', about='y_true', **INT)
    add(loss, rng.normal([1, 3, 3]), [[0, 1, 2]], {**vocab, 'num_items_in_batch': 0}, 'sum/num_items', dtype='float32', **INT)
    add(loss, rng.normal([1, 3, 3]), [[0, 1]], vocab, dtype='float32', about='y_true', **INT)
add('ForCausalLMLoss', rng.normal([1, 2, 3]), [[0, 1]], {'vocab_size': 4}, dtype='float32', about='vocab_size', **INT)
add('ForCausalLMLoss', rng.normal([1, 1, 3]), [[2]], {'vocab_size': 3}, dtype='float32', **INT)
for k in range(14):
    n, c = rng.randint(1, 4), rng.randint(2, 4)
    params = some(ignore_index=rng.choice([-100, 0, 1]))
    y = [-100 if rng.sometimes(0.3) else v for v in rng.labels([n], c)]
    if params.get('ignore_index', -100) != -100: y = rng.labels([n], c)
    add('fixed_cross_entropy', rng.normal([n, c]), y, params, counted(params), **INT)
for k in range(24):
    n, c = rng.randint(1, 4), rng.randint(2, 4)
    kind = ['single_label_classification', 'multi_label_classification', 'regression', None][k % 4]
    params = {'problem_type': kind} if kind else {}
    if kind == 'regression':
        one = k % 8 == 2
        p, y = rng.normal([n, 1 if one else c]), rng.normal([n] if one else [n, c])
        more = {'dtype': 'float32', 'dtypes': {'y_true': 'float32'}}
    elif kind == 'multi_label_classification': p, y, more = rng.normal([n, c]), rng.bits([n, c]), {'dtype': 'float32', 'dtypes': {'y_true': 'float32'}}
    else: p, y, more = rng.normal([n, c]), rng.labels([n], c), INT
    r = counted(params)
    add('ForSequenceClassificationLoss', p, y, params, r if kind in ('single_label_classification', None) else 'mean', **more)
add('ForSequenceClassificationLoss', rng.normal([3, 1]), [1.5, 0, -1], {}, dtype='float32', dtypes={'y_true': 'float32'})
add('ForSequenceClassificationLoss', rng.normal([3, 2]), [0, 1, 2], {}, dtype='float32', about='y_true', **INT)
add('ForSequenceClassificationLoss', rng.normal([3, 2]), [0, 1, 1], {'problem_type': 'multi_label_classification'}, dtype='float32', about='y_true', dtypes={'y_true': 'float32'})
add('ForSequenceClassificationLoss', rng.normal([3, 2]), [0, 1, 1], {'problem_type': 'ranking'}, dtype='float32', **INT)
for k in range(16):
    n, t = rng.randint(1, 3), rng.randint(2, 4)
    start, end = rng.labels([n], t), rng.labels([n], t)
    if k % 4 == 3: rng.spoil(start, [t, t + 3, -1, -5])
    params = {}
    r = counted(params)
    add('ForQuestionAnsweringLoss', rng.normal([n, t]), {'start': start, 'end': end}, params, r, inputs={'end_logits': rng.normal([n, t])}, **INT)


def completions(rows, length):
    """A mask per row: prompt, completion, padding; and log-probabilities of the shifted tokens, 0 outside."""
    mask = []
    for _ in range(rows):
        begin = rng.randint(1, length - 1)
        end = rng.randint(begin + 1, length)
        mask.append([int(begin <= i < end) for i in range(length)])
    return mask, [[-rng.randint(1, 60) / 20 if m else 0 for m in row[1:]] for row in mask]


# The trainer's constructor, which does not run here, refuses another divergence for the rest,
# and exo_pair without smoothing.
DIVERGING = ('sigmoid', 'sigmoid_norm', 'hinge', 'ipo', 'exo_pair', 'robust', 'discopop', 'sft')
DPO = ['sigmoid', 'hinge', 'ipo', 'exo_pair', 'nca_pair', 'robust', 'bco_pair', 'sppo_hard', 'aot', 'aot_unpaired', 'apo_zero', 'apo_down', 'discopop', 'sft', 'sigmoid_norm']
for kind in DPO:
    for k in range(6):
        n = rng.randint(1, 3)
        mask, logps = completions(2 * n, rng.randint(3, 4))
        params = {'loss_type': kind, **some(beta=rng.choice([0.1, 0.5, 1, 0.01]))}
        if kind in ('exo_pair', 'robust', 'aot', 'aot_unpaired'): params['label_smoothing'] = rng.choice([0.1, 0.3]) if kind == 'exo_pair' else rng.choice([0, 0.1, 0.3])
        if kind == 'discopop': params.update(some(discopop_tau=rng.choice([0.05, 0.5])))
        if k % 3 == 2 and kind in DIVERGING: params['f_divergence_type'] = rng.choice(['forward_kl', 'js_divergence', 'alpha_divergence'])
        if params.get('f_divergence_type') == 'alpha_divergence': params['f_alpha_divergence_coef'] = rng.choice([0.5, 1, 2])
        if k % 6 == 5: params['ld_alpha'] = rng.choice([0, 0.5, 1])
        refs = {name: [-rng.randint(20, 120) / 20 for _ in range(n)] for name in ('ref_chosen_logps', 'ref_rejected_logps')}
        add('DPO ' + kind, logps, mask, params, 'mean over pairs', 'trl', inputs=refs, **INT)
mask, logps = completions(2, 4)
add('DPO other', logps, mask, {'loss_type': 'other'}, 'mean over pairs', 'trl', inputs={'ref_chosen_logps': [-1], 'ref_rejected_logps': [-2]}, **INT)
add('DPO sigmoid', logps, mask, {'loss_type': 'sigmoid', 'f_divergence_type': 'total'}, 'mean over pairs', 'trl', inputs={'ref_chosen_logps': [-1], 'ref_rejected_logps': [-2]}, **INT)
for k in range(20):
    mask, logps = completions(rng.randint(1, 3), rng.randint(2, 5))
    kind = ['nll', 'dft'][k % 2]
    params = {'loss_type': kind, **({'num_items_in_batch': rng.choice([0, 3, 10])} if k % 3 == 2 else {})}
    if k % 9 == 8: mask, logps = [[0] * len(r) for r in mask], [[0] * len(r) for r in logps]
    add('SFT ' + kind, logps, mask, params, 'sum/max(num_tokens,1)', 'trl', **INT)
for kind in ('grpo', 'bnpo', 'dr_grpo', 'dapo', 'cispo', 'sapo', 'luspo'):
    for k in range(9):
        n, t = rng.randint(1, 3), rng.randint(2, 4)
        ends = [rng.randint(1, t) for _ in range(n)]
        if k == 8: ends[0] = 0
        mask = [[int(i < e) for i in range(t)] for e in ends]
        logps = [[-rng.randint(1, 60) / 20 for _ in range(t)] for _ in range(n)]
        inputs = {'advantages': rng.normal([n], 1)}
        if k % 2: inputs['old_per_token_logps'] = [[round(v + rng.gauss(0, 0.3), 2) for v in row] for row in logps]
        params = {'loss_type': kind, **some(epsilon=rng.choice([0.1, 0.2]), epsilon_high=rng.choice([0.28, 0.5]))}
        if k % 3 == 2: params['beta'], inputs['ref_per_token_logps'] = rng.choice([0.04, 0.5]), [[round(v + rng.gauss(0, 0.5), 2) for v in row] for row in logps]
        if k % 4 == 3: params['importance_sampling_level'] = 'sequence'
        if k % 5 == 4: params['delta'] = rng.choice([1.2, 4])
        if rng.sometimes(0.5): params['gradient_accumulation_steps'] = 2
        if kind == 'dr_grpo': params['max_completion_length'] = rng.choice([4, 8])
        if kind in ('dapo', 'cispo'): params['num_items_in_batch'], params['steps_per_generation'] = rng.randint(3, 20), params.get('gradient_accumulation_steps', 1) * rng.choice([1, 2])
        if kind == 'sapo': params.update(some(sapo_temperature_pos=0.5, sapo_temperature_neg=2))
        add('GRPO ' + kind, logps, mask, params, kind, 'trl', inputs=inputs, **INT)
for k in range(12):
    n = rng.randint(1, 4)
    inputs = {'inputs': {'margin': rng.positive([n], 2)}} if k % 2 else {}
    add('Reward', rng.normal([2 * n]), None, some(center_rewards_coefficient=rng.choice([0.01, 0.5])), 'mean over pairs', 'trl', **inputs)


# ---- what a parameter needs to be noticed

add('ForMaskedLMLoss', rng.normal([1, 2, 3]), [[0, 1]], {'vocab_size': 4}, dtype='float32', about='vocab_size', **INT)
add('ForTokenClassification', rng.normal([1, 2, 3]), [[0, 1]], {'num_labels': 4}, dtype='float32', about='num_labels', **INT)
add('ForSequenceClassificationLoss', rng.normal([2, 3]), [0, 1], {'problem_type': 'single_label_classification', 'num_labels': 4}, dtype='float32', about='num_labels', **INT)
for index in (1, -100): add('ForSequenceClassificationLoss', rng.normal([3, 2]), [0, 1, 1], {'ignore_index': index}, dtype='float32', **INT)
add('ForSequenceClassificationLoss', rng.normal([2, 3]), rng.bits([2, 3]), {}, dtype='float32', dtypes={'y_true': 'float32'})
add('ForTokenClassification', rng.normal([2, 2, 3]), [0, 1, -100, 2], {}, dtype='float32', **INT)
LONGER = [[0, 1, 1, 1], [0, 0, 1, 1], [0, 1, 0, 0], [0, 1, 1, 1]]
for kind in DPO:
    logps = [[-rng.randint(1, 60) / 20 if m else 0 for m in row[1:]] for row in LONGER]
    refs = {name: [-rng.randint(20, 120) / 20 for _ in range(2)] for name in ('ref_chosen_logps', 'ref_rejected_logps')}
    smoothing = {'label_smoothing': 0.1} if kind in ('exo_pair', 'robust', 'aot', 'aot_unpaired') else {}
    add('DPO ' + kind, logps, LONGER, {'loss_type': kind, 'ld_alpha': 0.5, **smoothing}, 'mean over pairs', 'trl', inputs=refs, **INT)
    if kind in DIVERGING:
        for coef in (2, 1.5): add('DPO ' + kind, logps, LONGER, {'loss_type': kind, 'f_divergence_type': 'alpha_divergence', 'f_alpha_divergence_coef': coef, **smoothing}, 'mean over pairs', 'trl', inputs=refs, **INT)
# Ratios of 2, 1/2 and 3 under advantages of both signs.
FAR = {'advantages': [1, -1, -1.5], 'old_per_token_logps': [[-1.7, -1.5], [-0.3, -0.5], [-2.1, -1.2]]}
for kind in ('grpo', 'bnpo', 'dr_grpo', 'dapo', 'cispo', 'luspo'):
    for more in ({}, {'epsilon_high': 0.5}, {'delta': 1.2}, {'delta': 4, 'epsilon': 0.3, 'epsilon_high': 0.4}, {'importance_sampling_level': 'sequence', 'epsilon_high': 5}):
        params = {'loss_type': kind, 'epsilon': 0.1, **more}
        if kind == 'dr_grpo': params['max_completion_length'] = 4
        if kind in ('dapo', 'cispo'): params['num_items_in_batch'], params['steps_per_generation'] = 5, 1
        add('GRPO ' + kind, [[-1, -1.5], [-1, -0.5], [-1, -1]], [[1, 1], [1, 1], [1, 0]], params, kind, 'trl', inputs=FAR, **INT)

emit({'transformers': transformers.__version__, 'trl': trl.__version__, 'torch': torch.__version__.split('+')[0]}, specs, run, None, None, about)
