/** What lossaudit says of a log: through its public function and its reporters, as a user gets it. */
import { type UnrollOptions, unrollLog } from '../../../src/index.js';
import { unrollCsv, unrollJson } from '../../../src/report/unroll/json.js';
import { unrollText } from '../../../src/report/unroll/text.js';
import type { Options } from './types.js';

export interface Way {
  readonly if?: string;
  readonly mean?: number | string;
  readonly mean_from?: number;
  readonly bound?: number | string;
  readonly range?: readonly [number, number];
}

export interface Interval extends Way {
  readonly from: number;
  readonly to: number;
  readonly epoch?: number;
  readonly printed: number | string;
  readonly running?: number | string;
  readonly running_bound?: number;
  readonly alternatives?: readonly Way[];
  readonly mark?: string;
}

export interface Answer {
  readonly versions?: { readonly range: string; readonly why: readonly string[] };
  readonly series: readonly {
    readonly format: string;
    readonly kind: string;
    readonly unit: string;
    readonly epochs: readonly {
      readonly epoch: number;
      readonly total?: number;
      readonly printed: number;
      readonly redraw?: { readonly every?: number; readonly why: string };
      readonly metrics: readonly {
        readonly name: string;
        readonly rule: string;
        readonly sentence: string;
        readonly intervals: readonly Interval[];
      }[];
    }[];
  }[];
  readonly output_weights: readonly {
    readonly total: string;
    readonly weights: Readonly<Record<string, number>>;
    readonly residual: number;
    readonly residual_bound: number;
    readonly constant: boolean;
    readonly lines: number;
    readonly how: string;
    readonly sentence: string;
  }[];
  readonly notes: readonly { readonly code: string; readonly message: string }[];
}

export interface Answered {
  readonly answer: Answer;
  csv(): string;
  text(): string;
}

export async function asked(text: string, options: Options): Promise<Answered> {
  const chunks = [new TextEncoder().encode(text)];
  const { report } = await unrollLog('simulated.log', chunks, options as UnrollOptions);
  return {
    answer: JSON.parse([...unrollJson(report, '0')].join('')) as Answer,
    csv: () => [...unrollCsv(report)].join(''),
    text: () => [...unrollText(report, { width: 200, full: true, colour: false })].join('\n'),
  };
}
