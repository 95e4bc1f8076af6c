/** Lists of frameworks and losses, and one loss in detail, as documents. */
import { type Block, type Document, GAP, type Inline, type TableColumn } from '../layout/document.js';
import { numberText } from '../layout/numbers.js';
import type {
  CatalogueParam,
  CatalogueStep,
  Constant,
  FrameworkItem,
  Landmark,
  LossItem,
  LossReport,
} from './model.js';

const DIGITS = 7;

const name = (text: string): TableColumn => ({ name: text, kind: 'text', role: 'name' });
const list = (text: string): TableColumn => ({ name: text, kind: 'list' });
const wrapped = (text: string): TableColumn => ({ name: text, kind: 'list', wraps: true });

export function* lossesDocument(items: readonly LossItem[]): Document {
  const frameworks = new Map<string, LossItem[]>();
  for (const item of items) {
    const of = `${item.framework}@${item.version}`;
    frameworks.set(of, [...(frameworks.get(of) ?? []), item]);
  }
  let first = true;
  for (const [framework, losses] of frameworks) {
    if (!first) yield GAP;
    first = false;
    yield {
      kind: 'table',
      columns: [name(framework), wrapped('family: parameters')],
      rows: losses.map((l) => [l.loss, `${l.family}: ${l.params.join(', ')}`]),
      gap: 2,
    };
  }
}

export function* frameworksDocument(items: readonly FrameworkItem[]): Document {
  for (const [i, item] of items.entries()) {
    if (i > 0) yield GAP;
    yield {
      kind: 'heading',
      level: 2,
      title: item.framework,
      facts: [item.title, `newest ${item.newest}`, `${item.losses} losses`, item.dtype],
    };
    const settings = Object.entries(item.settings).map(([key, of]) => `${key}: ${of.join(', ')}`);
    if (settings.length > 0) yield { kind: 'facts', facts: settings, indent: 2 };
    yield {
      kind: 'table',
      columns: [name('versions'), wrapped('reductions')],
      rows: item.rules.map(({ range, reductions }) => [range, reductions.join(', ') || '-']),
      indent: 2,
      gap: 2,
    };
  }
}

export function* lossDocument(report: LossReport): Document {
  yield { kind: 'heading', level: 1, title: report.loss, facts: [report.title, report.family] };
  if (report.note) yield { kind: 'text', text: report.note, role: 'warning' };
  yield* factsOf(report);
  yield { kind: 'text', text: [{ text: 'formula', role: 'strong' }, ...givenTexts(report)] };
  yield stepsBlock(report.steps);
  if (report.params.length > 0) yield* paramsOf(report.params);
  for (const { with: of, steps } of report.variants) {
    yield GAP;
    yield { kind: 'text', text: ['with ', { text: of, role: 'strong' }] };
    yield stepsBlock(steps);
  }
  if (report.landmarks.length > 0) yield* landmarksOf(report.landmarks);
}

function* factsOf({ names, slots, score_shape, source, ...report }: LossReport): Iterable<Block> {
  const accepted = names.filter((n) => n.accepted).map((n) => n.name);
  const fact = (label: string, text: Inline): readonly Inline[] => [label, text];
  const shaped = slots.map(({ name: slot, aliases, shape, optional, scalar }) => {
    const parts = [
      shape && `[${shape.join(', ')}]`,
      aliases.length > 0 && `also ${aliases.join(', ')}`,
      optional && 'optional',
      scalar && 'or one number',
    ].filter(Boolean);
    return parts.length > 0 ? `${slot} (${parts.join('; ')})` : slot;
  });
  const bounds = report.constants.map(constantText);
  yield {
    kind: 'table',
    columns: [{ name: '', kind: 'text', role: 'quiet' }, wrapped('')],
    rows: [
      ...(accepted.length > 0 ? [fact('names', accepted.join(', '))] : []),
      fact('versions', report.versions),
      ...shaped.map((text, i) => fact(i === 0 ? 'arrays' : '', text)),
      fact('score', `[${score_shape.join(', ')}]`),
      fact('reductions', report.reductions.join(', ') || 'no such parameter'),
      ...(bounds.length > 0 ? [fact('constants', bounds.join(', '))] : []),
      fact('dtype', report.dtype),
      fact('source', source),
    ],
    gap: 2,
  };
  yield GAP;
}

const BOUNDS: Partial<Readonly<Record<Constant['of'], string>>> = {
  maximum: 'at least',
  minimum: 'at most',
  added: 'plus',
};

function constantText({ of, value, text = numberText(value, DIGITS) }: Constant): string {
  return `${BOUNDS[of] ?? of} ${text}`;
}

function givenTexts({ given = {} }: LossReport): string[] {
  const texts = Object.entries(given).map(([param, value]) => `${param} = ${value}`);
  return texts.length > 0 ? [`, where ${texts.join(', ')}`] : [];
}

function stepsBlock(steps: readonly CatalogueStep[]): Block {
  return {
    kind: 'steps',
    steps: steps.map(({ name: title, formula, shape, why }) => ({
      name: title,
      formula,
      shape: `[${shape.join(', ')}]`,
      why,
      values: { texts: [], row: 1, count: 0, full: false, remarks: [] },
    })),
  };
}

function* paramsOf(params: readonly CatalogueParam[]): Iterable<Block> {
  yield GAP;
  yield {
    kind: 'table',
    columns: [name('parameter'), list('default'), wrapped('may be')],
    rows: params.map(({ name: param, default: otherwise, wanted, versions }) => [
      param,
      otherwise === null ? 'null' : String(otherwise),
      versions === 'all versions' ? wanted : `${wanted} (${versions})`,
    ]),
    gap: 2,
  };
}

function* landmarksOf(landmarks: readonly Landmark[]): Iterable<Block> {
  yield GAP;
  yield {
    kind: 'table',
    columns: [name('landmark'), { name: 'loss', kind: 'number' }, list('')],
    rows: landmarks.map(({ what, value, known }) => [what, numberText(value, DIGITS), known ?? '']),
    gap: 2,
  };
}
