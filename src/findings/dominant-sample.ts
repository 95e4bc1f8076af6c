import { flatten, positionText } from '../report/audit/model.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';

/** With fewer scores one of them makes more than half easily. */
const ENOUGH = 5;

interface Data {
  /** `[3][0]`. */
  readonly place: string;
  /** Flat, among the scores. */
  readonly index: number;
  readonly count: number;
  readonly percent: number;
}

export const dominantSample = defineFinding<Data>({
  code: 'dominant-sample',
  severity: 'note',
  symptom: 'The loss jumps between batches, or one epoch is far off.',
  cause: 'One sample makes more than half of the loss: an outlier, a wrong label, a large weight.',
  change: 'Look at that sample.',
  frameworks: 'all',
  message: (d) =>
    `The score at ${d.place} makes ${shortText(d.percent)}% of the loss; there are ${d.count} scores.`,
  *find({ every }) {
    for (const { output, report } of every) {
      if (report.contributions === null) continue;
      const shares = flatten(report.contributions);
      if (shares.length < ENOUGH || report.truncated) continue;
      const at = shares.findIndex((s) => s > 0.5);
      // Shares of both signs can all exceed a half.
      if (at >= 0 && shares.every((s) => s >= 0))
        yield {
          data: {
            place: positionText(report.contributions, at),
            index: at,
            count: shares.length,
            percent: 100 * shares[at]!,
          },
          output: output.name,
        };
    }
  },
});
