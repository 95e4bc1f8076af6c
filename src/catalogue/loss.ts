/** Everything that is known of one loss of one version: what is declared, and what its graph says. */
import type { MapOp } from '../expr/ops.js';
import { topological } from '../expr/walk.js';
import type { FrameworkRules, LossEntry } from '../frameworks/framework.js';
import { type Param, valueText } from '../frameworks/param.js';
import type { CatalogueParam, CatalogueSlot, Constant, LossReport } from '../report/catalogue/model.js';
import { VersionRange } from '../text/version.js';
import { built, type Example, exampleOf } from './example.js';
import { landmarksOf } from './landmarks.js';
import { shapeWithLetters } from './letters.js';
import { pairOf, stepsOf, variantsOf } from './steps.js';

/** @throws LossauditError where its version takes none of the usual arrays, which would be a bug */
export async function lossReport(
  rules: FrameworkRules,
  entry: LossEntry,
  version: string,
): Promise<LossReport> {
  const example = exampleOf(rules, entry);
  const pair = pairOf(example);
  const steps = stepsOf(pair);
  const { info } = entry;
  return {
    schema: 'lossaudit/catalogue@1',
    tool: { name: 'lossaudit', version },
    framework: rules.framework,
    version: rules.version,
    title: rules.title,
    ...(rules.note ? { note: rules.note } : {}),
    loss: info.name,
    family: info.family,
    versions: entry.range,
    names: Object.entries(entry.names).map(([name, versions]) => ({
      name,
      versions: VersionRange.of(versions).text,
      accepted: info.accepted.includes(name),
    })),
    source: entry.source,
    dtype: rules.dtype,
    slots: slotsOf(example),
    params: Object.entries(entry.params).map(([name, param]) => paramOf(name, param, entry)),
    reductions: [...entry.reductions],
    targets: info.targets,
    predictions: info.predictions,
    ...(info.clip === undefined ? {} : { clip: info.clip }),
    constants: constantsOf(example),
    ...(Object.keys(example.params).length > 0 ? { given: given(example) } : {}),
    score_shape: shapeWithLetters(pair[0].graph.score.shape, pair[1].graph.score.shape),
    steps,
    variants: variantsOf(example, steps),
    landmarks: await landmarksOf(example),
  };
}

function given({ params }: Example): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, valueText(value)]));
}

function slotsOf({ entry, axes }: Example): CatalogueSlot[] {
  const named = Object.entries(entry.slots).map(
    ([name, { optional = false, aliases = [], holds, scalar }]): CatalogueSlot => ({
      name,
      aliases: [...new Set(aliases)],
      optional,
      ...(axes[name] === undefined ? {} : { shape: axes[name].split(' ').filter(Boolean) }),
      ...(holds ? { holds } : {}),
      ...(scalar ? { scalar } : {}),
    }),
  );
  return named;
}

function paramOf(name: string, param: Param, entry: LossEntry): CatalogueParam {
  const { kind, default: otherwise, wanted, versions, role, from, to, words } = param;
  const choices = name === 'reduction' ? entry.reductions : words;
  return {
    name,
    kind,
    default: otherwise as CatalogueParam['default'],
    wanted: name === 'reduction' ? `one of ${entry.reductions.join(', ')}` : wanted,
    versions: VersionRange.of(versions).text,
    ...(role ? { role } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(choices ? { choices: [...choices] } : {}),
  };
}

const CONSTANTS: Partial<Readonly<Record<MapOp, Constant['of']>>> = {
  clip: 'clip',
  maximum: 'maximum',
  minimum: 'minimum',
  greater: 'above',
  less: 'below',
  add: 'added',
};

/** Clips and epsilons: what bounds values, and small numbers that are added, in the order of the graph. */
function constantsOf(example: Example): Constant[] {
  const { graph } = built(example, 0);
  const found = new Map<string, Constant>();
  for (const { node, args } of topological([graph.value])) {
    if (node.kind !== 'map') continue;
    const of = CONSTANTS[node.op];
    if (!of) continue;
    for (const arg of args) {
      if (arg.node.kind !== 'const') continue;
      const { value, text } = arg.node;
      const size = Math.abs(value);
      // A bound of logarithms; what keeps numbers finite is far beyond.
      const far = of !== 'added' && size >= 50 && size < 1e4;
      if (!far && (size === 0 || size > 1e-3)) continue;
      const constant = { of, value, ...(text ? { text } : {}) };
      found.set(JSON.stringify(constant), constant);
    }
  }
  return [...found.values()];
}
