/** The shape of every finding: a stable code, a severity, what it means, and how it is noticed. */
import type { FrameworkRules, LossInfo } from '../frameworks/framework.js';
import type { FindingReport } from '../report/audit/model.js';
import type { CheckContext } from './context.js';
import type { Needs } from './needs.js';
import { Refusal } from './stand-ins.js';

/** What is found: the data that the code promises, of which output, and the step where it shows. */
interface Found<Data extends object> {
  readonly data: Data;
  readonly output?: string;
  readonly step?: string;
}

/** Whose rule and loss a finding is about: a message names versions and parameters as the framework does. */
export interface Subject {
  readonly rules: FrameworkRules;
  /** Of the output that is named; of the first one otherwise. */
  readonly loss: LossInfo;
}

interface Described {
  readonly code: string;
  readonly severity: FindingReport['severity'];
  /** For the documentation, in this order: what one sees, why, what to do, whom it concerns. */
  readonly symptom: string;
  readonly cause: string;
  readonly change: string;
  readonly frameworks: string;
}

/** @typeParam Data what a report carries beside the words; members that are undefined are left out */
interface FindingSpec<Data extends object> extends Described {
  /** One or two sentences about this audit. */
  message(data: Data, subject: Subject): string;
  /** What `find` reads of the arrays' values. */
  readonly needs?: Needs;
  /** Asynchronous where it runs something. */
  find(context: CheckContext): Iterable<Found<Data>> | AsyncIterable<Found<Data>>;
}

export interface Finding extends Described {
  readonly needs?: Needs;
  /** What an audit shows of it. */
  readonly look: (context: CheckContext) => AsyncIterable<FindingReport>;
}

export function defineFinding<Data extends object>(spec: FindingSpec<Data>): Finding {
  const { code, severity, symptom, cause, change, frameworks, needs } = spec;
  return {
    code,
    severity,
    symptom,
    cause,
    change,
    frameworks,
    ...(needs ? { needs } : {}),
    async *look(context) {
      try {
        for await (const { data, output, step } of spec.find(context))
          yield {
            code,
            severity,
            ...(output === undefined ? {} : { output }),
            ...(step === undefined ? {} : { step }),
            data: Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)),
            message: spec.message(data, context.subject(output)),
          };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        context.leave(code, error);
      }
    },
  };
}
