/** What several parts of a report ask of all intervals of a metric: decoded once for all of them. */
import type { Alternative, Interval, Mark, UnrollMetric } from './model.js';

/** A report shows no more marks of a metric. */
const MARKED = 5;

interface Survey {
  /** The first ones with a mark, and how many have one. */
  readonly marked: readonly (Interval & { readonly mark: Mark })[];
  readonly marks: number;
  /** The first one that depends on something, and how many do. */
  readonly conditional: Interval | undefined;
  readonly conditions: number;
  /** Of the first one whose mean is not known: what it may be. */
  readonly open: readonly Alternative[];
}

const known = new WeakMap<UnrollMetric, Survey>();

export function surveyOf(metric: UnrollMetric): Survey {
  let survey = known.get(metric);
  if (!survey) {
    survey = newSurvey(metric);
    known.set(metric, survey);
  }
  return survey;
}

function newSurvey(metric: UnrollMetric): Survey {
  const marked: (Interval & { readonly mark: Mark })[] = [];
  let [marks, conditions] = [0, 0];
  let conditional: Interval | undefined;
  let open: readonly Alternative[] | undefined;
  for (const r of metric.intervals()) {
    const { mark } = r;
    if (mark && marks++ < MARKED) marked.push({ ...r, mark });
    if (r.if !== undefined && conditions++ === 0) conditional = r;
    if (open === undefined && r.mean === undefined && r.alternatives) open = r.alternatives;
  }
  return { marked, marks, conditional, conditions, open: open ?? [] };
}
