/** What several parts of a report ask of all intervals of a metric: decoded once for all of them. */
import { type Alternative, type Interval, type Mark, type UnrollMetric, VALUE_RULES } from './model.js';

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

/** Values as they were printed depend on nothing; only of counts some may be wrong. */
const PLAIN: Survey = { marked: [], marks: 0, conditional: undefined, conditions: 0, open: [] };

const known = new WeakMap<UnrollMetric, Survey>();

export function surveyOf(metric: UnrollMetric): Survey {
  if (VALUE_RULES.has(metric.rule) && metric.rule !== 'state') return PLAIN;
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
