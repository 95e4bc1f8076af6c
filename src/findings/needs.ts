/**
 * Which facts of an output's arrays a finding needs: declared by shapes alone, so that one pass gathers all.
 */
import type { Request } from '../facts/fact.js';
import type { AnyView, OutputView } from './views.js';

/** By names of the finding's own; undefined where an optional array is missing. */
export type Asked = Readonly<Record<string, Request | undefined>>;

type AnswerTo<Q> = Q extends Request<infer R> ? R : undefined;
export type Answers<F extends Asked> = { readonly [K in keyof F]: AnswerTo<F[K]> };

export interface Needs<V extends AnyView = AnyView, F extends Asked = Asked> {
  /** Undefined: this output's arrays decide nothing. */
  readonly ask: (view: AnyView) => F | undefined;
  /** Of the types alone. */
  readonly of?: V;
}

/** Of every output. */
export function needs<F extends Asked>(ask: (view: AnyView) => F | undefined): Needs<AnyView, F> {
  return { ask };
}

/** Of outputs with targets and predictions. */
export function pairNeeds<F extends Asked>(ask: (view: OutputView) => F | undefined): Needs<OutputView, F> {
  return { ask: (view) => ('yTrue' in view ? ask(view as OutputView) : undefined) };
}

/** What `CheckContext.read` answers. */
export type AnswersTo<N> = N extends Needs<AnyView, infer F> ? Answers<F> : never;
