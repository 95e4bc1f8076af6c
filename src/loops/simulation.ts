/** A loop whose numbers follow no rule of means: it is simulated, from its micro-batches to what it logs. */

/** One micro-batch on one rank. */
export interface MicroLoss {
  /** Σ of its tokens' losses. */
  readonly sum: number;
  /** Tokens that the loss counts. */
  readonly targets: number;
  /** Labels ≠ −100, as a loop that does not shift them counts. */
  readonly labels: number;
}

export interface SimulationOptions {
  /** Micro-batches of an optimizer step. */
  readonly accumulate: number;
  readonly loggingSteps: number;
  /** `logging_nan_inf_filter`. */
  readonly nanFilter: boolean;
  /** `average_tokens_across_devices`; the version's default if left out. */
  readonly averageTokens?: boolean;
}

interface SimulatedLog {
  readonly logged: readonly { readonly step: number; readonly loss: number; readonly printed: string }[];
  /** Of the whole epoch, as the loop records it. */
  readonly epoch: number;
  readonly evaluate: number;
}

/** One range of versions with one kind of model. */
export interface LoopSimulation {
  /** `transformers 4.47 – 4.51`. */
  readonly title: string;
  /** Both included. */
  readonly from: string;
  readonly to: string;
  readonly model: string;
  /**
   * @param ranks the micro-batches of each rank, equally many
   * @param evaluated the batches that `evaluate` makes of the same rows
   */
  simulate(
    ranks: readonly (readonly MicroLoss[])[],
    evaluated: readonly (MicroLoss & { readonly rows: number })[],
    options: SimulationOptions,
  ): SimulatedLog;
}
