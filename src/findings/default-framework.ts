import { formulaOf, withVersion } from '../explain/variants.js';
import { shortText } from '../text/sentence.js';
import { close } from './context.js';
import { defineFinding } from './finding.js';

interface Data {
  /** The default. */
  readonly framework: string;
  /** The newest with another number. */
  readonly version: string;
  readonly value: number;
  readonly other: number;
}

export const defaultFramework = defineFinding<Data>({
  code: 'default-framework',
  severity: 'note',
  symptom: 'The number is not the one your version of Keras shows.',
  cause:
    'No framework is named, so the rule of the newest Keras applies; other versions give another ' +
    'number for these arrays.',
  change: 'Name the version: "framework": "keras@2.15".',
  frameworks: 'Keras',
  message: (d, { rules }) =>
    `No framework is named, so this is the rule of ${d.framework}. ${rules.home.title} ${d.version} ` +
    `gives ${shortText(d.other)} for the same arrays.`,
  async *find(context) {
    const { audit, report } = context;
    if (!audit.frameworkDefaulted) return;
    // Versions with the same formula give the same number: each formula is run once.
    const seen = new Set([formulaOf(audit)]);
    for (const version of audit.rules.home.versions.toReversed()) {
      const formula = formulaOf(() => withVersion(audit, version));
      if (formula === undefined || seen.has(formula)) continue;
      seen.add(formula);
      const other = await context.rerun(`version ${version}`, () => withVersion(audit, version));
      if (!other || close(other.total, report.total)) continue;
      yield { data: { framework: audit.framework, version, value: report.total, other: other.total } };
      return;
    }
  },
});
