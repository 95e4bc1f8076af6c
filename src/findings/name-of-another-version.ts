import { defineFinding } from './finding.js';

interface Data {
  readonly used: string;
  readonly accepted: readonly string[];
  readonly framework: string;
}

export const nameOfAnotherVersion = defineFinding<Data>({
  code: 'name-of-another-version',
  severity: 'note',
  symptom: 'The same string is refused by the framework itself.',
  cause: 'The loss has this name in another version; in this one loss="…" does not accept it.',
  change: 'Use the name given here.',
  frameworks: 'Keras',
  message: (d) =>
    `${d.framework} itself does not accept the name ${d.used}; there it is ${d.accepted.join(' or ')}.`,
  *find({ every, audit }) {
    for (const { output, loss } of every) {
      if (!loss.nameAccepted && loss.accepted.length > 0)
        yield {
          data: {
            used: output.loss,
            accepted: loss.accepted,
            framework: `${audit.rules.framework} ${audit.rules.version}`,
          },
          output: output.name,
        };
    }
  },
});
