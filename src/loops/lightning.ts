/**
 * `self.log` of Lightning: the bar shows the last step's value, `_epoch` is weighted by batch size
 * (others.md, D.4).
 */
import type { LoopRule } from './rule.js';

export const lightningLoop: LoopRule = {
  framework: 'lightning',
  title: 'Lightning',
  source: 'lightning 2.6.6, trainer/connectors/logger_connector/result.py',
  average: 'rows',
  handed: 'batch',
  display: 'shows',
  last: 'display',
  evaluate: 'rows',
  arithmetic: 'float32',
};
