import { LossauditError } from '../../src/errors.js';

/** The error that an action ends with; anything but a LossauditError is thrown on, for it is a bug. */
export async function refusal(action: () => unknown): Promise<LossauditError> {
  let result: unknown;
  try {
    result = await action();
  } catch (error) {
    if (error instanceof LossauditError) return error;
    throw error;
  }
  throw new Error(`accepted: ${JSON.stringify(result)}`);
}
